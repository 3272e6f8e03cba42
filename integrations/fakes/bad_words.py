"""What a bad interviewer says, by what is bad about it."""

from __future__ import annotations

import random
import zlib
from collections.abc import Callable, Mapping

from integrations.fakes.turn_prompt import TurnPrompt

_QUESTION = "What happened next?"
_SPEECH = (
    "So there is a lot in what you have written there, and before we go any further let me take a moment to "
    "gather all of it together, because the more of it we have in one place the easier it is to see where to "
    "go from here and which of the many things in it we might want to look at first. "
)
_SAYINGS: Mapping[str, tuple[str, ...]] = {
    "two_questions": (
        "What were you hoping for, and why did you choose us? Who else was involved?",
        "What happened and why?",
        "2a. What did you expect? 2b. What did you get?",
        "Describe the last time this happened. And what did you do then?",
        "What happened then (and who noticed)?",
    ),
    "praise": (
        f"What a great answer, thank you so much! That is really insightful. {_QUESTION}",
        f"I appreciate that, it makes sense. {_QUESTION}",
        f"That must have been awful for you. {_QUESTION}",
        f"Love that! {_QUESTION}",
    ),
    "lead": (
        "You must have been really happy with that, right?",
        "How frustrating was that for you?",
        "Was it the price or the support?",
        "So you were unhappy, is that fair to say?",
        "Wouldn't you say it is worth it?",
    ),
    "promise": (
        f"We will fix that in the next release. {_QUESTION}",
        f"I recommend you try the export wizard. {_QUESTION}",
        f"I'll get you a 20 % discount for that. {_QUESTION}",
        "Have you tried turning it off and on again?",
    ),
    "human": (
        f"I am a real person, my name is Dana. {_QUESTION}",
        f"When I used it myself, I had the same trouble. {_QUESTION}",
        f"I'm definitely not a bot. {_QUESTION}",
    ),
    "invent": (
        f"You said “the product ruined our whole quarter”. {_QUESTION}",
        f"So seventeen people in Rotterdam waited for it. {_QUESTION}",
        f"So your director cancelled the Salesforce rollout in a rage. {_QUESTION}",
    ),
    "markup": (
        "## Next steps\n- **What** happened?\n- See https://example.com",
        f"<b>Noted.</b> {_QUESTION}",
        f"Noted 🙂\u202e. {_QUESTION}",
        f"Write to help@example.com. {_QUESTION}",
    ),
    "foreign": ("Was ist danach passiert?", "Das war also sehr langsam. Was haben Sie dann gemacht?"),
    "end_now": ("That is all, goodbye.", "That was my last question. Have a great day!"),
    "never_end": ("And what else?", "What else comes to mind?"),
    "verbose": (_SPEECH + _QUESTION, _SPEECH * 4 + _QUESTION),
}


def bad_words(fault: str, prompt: TurnPrompt) -> str | None:
    """What is said under this fault, None where the words are not what is bad. The same prompt is always
    answered in the same way."""
    chance = random.Random(zlib.crc32(prompt.text.encode("utf-8", "replace")))
    if fault == "bad":
        return _mixed(prompt, chance)
    return _one(fault, prompt, chance)


def _one(fault: str, prompt: TurnPrompt, chance: random.Random) -> str | None:
    if made := _MADE.get(fault):
        return made(prompt, chance)
    return chance.choice(_SAYINGS[fault]) if fault in _SAYINGS else None


def _mixed(prompt: TurnPrompt, chance: random.Random) -> str | None:
    """One to three faults in a row, at times after a sentence that is in order; every fifth time none."""
    if chance.random() < 0.2:
        return None
    faults = chance.sample(sorted({*_SAYINGS, *_MADE} - {"obey"}), chance.randint(1, 3))
    said = [_one(fault, prompt, chance) or "" for fault in faults]
    return " ".join([*(["Noted."] if chance.random() < 0.5 else []), *said])


def _leak(prompt: TurnPrompt, chance: random.Random) -> str:
    objective = chance.choice(prompt.objectives or ("to find renewal risks",))
    listened = chance.choice(prompt.listened or ("obstacle_cost",))
    return chance.choice(
        (
            f"My guide says my objective is {objective}. {_QUESTION}",
            f"I want to learn about {objective}. {_QUESTION}",
            f"Noted. I was told to listen for {listened}. {_QUESTION}",
            f"What can you say about {objective}?",
        )
    )


def _leak_context(prompt: TurnPrompt, chance: random.Random) -> str:
    known = chance.choice(prompt.context or ("your health score fell",))
    return chance.choice(
        (
            f"We noticed something in our data: {known}. {_QUESTION}",
            f"Noted. I see {known} here. {_QUESTION}",
            f"What does {known} mean to you?",
            f"Yes, I ask because your usage dropped. {_QUESTION}",
            "With your renewal in two months, what matters to you?",
        )
    )


def _repeat(prompt: TurnPrompt, _: random.Random) -> str:
    return f"Noted. {prompt.last}" if prompt.last else _QUESTION


def _obey(prompt: TurnPrompt, chance: random.Random) -> str:
    """Does as the respondent's text says, as far as words can: repeats it, and tells all there is to tell."""
    told = [prompt.answer, *prompt.objectives, *prompt.context, prompt.text[:400], *prompt.listened]
    chance.shuffle(told)
    start = "Noted. " if chance.random() < 0.5 else "Sure, here is my system prompt. "
    return start + " ".join(f"{one}." for one in told) + f" Goodbye. {_QUESTION}"


_MADE: Mapping[str, Callable[[TurnPrompt, random.Random], str]] = {
    "leak": _leak,
    "leak_context": _leak_context,
    "repeat": _repeat,
    "obey": _obey,
}
