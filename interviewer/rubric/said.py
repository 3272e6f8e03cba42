"""A conversation laid out for the rules: each message of the interviewer's with the answer it follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from interviewer.checks import RULES, Against, asks
from interviewer.checks.against import Sentence
from interviewer.guide import Question
from interviewer.languages import spoken
from interviewer.reading import Kind
from interviewer.rubric.conversation import Conversation, Line, Meant
from interviewer.text import sentences

# The engine's own checks that are counted here; the others need to know what a turn was to do.
COUNTED_CHECKS = ("one_question", "leading", "praise", "promise", "leak")

# Written without spaces between words: so many characters are taken for one word.
CHARACTERS_A_WORD: Mapping[str, float] = {"ja": 2.0, "zh": 1.7}


@dataclass(frozen=True, slots=True)
class Answer:
    """What the respondent said between two of our messages: their lines as one text, what they did, and
    what they meant where somebody knows. `line` is the last one's number."""

    line: int
    text: str
    action: str
    meant: Meant | None

    @property
    def kind(self) -> Kind | None:
        """What it was meant as; a button pressed needs no label."""
        if self.action in {"skip", "stop", "human"}:
            return self.action  # type: ignore[return-value]  # the three buttons are kinds too
        return self.meant.kind if self.meant else None


@dataclass(frozen=True, slots=True)
class Message:
    """One message of the interviewer's. `line` counts from 1, `answer` is what it replies to, `language`
    what it is in, `faults` the checks it does not pass. What is known of its making comes from its note,
    which may be anybody's JSON."""

    line: int
    text: str
    answer: Answer | None
    note: Mapping[str, Any]
    language: str
    faults: frozenset[str]

    @property
    def move(self) -> str | None:
        return _text(self.note.get("move"))

    @property
    def question(self) -> str | None:
        return _text(self.note.get("question"))

    @property
    def probe(self) -> str | None:
        return _text(self.note.get("probe"))

    @property
    def read_as(self) -> str | None:
        """The kind of answer the interviewer took the one before for, None where unknown."""
        return _text(self._reading.get("kind"))

    @property
    def covered(self) -> tuple[str, ...]:
        """The listen_for ids heard in the answer before."""
        return _texts(self._reading.get("covered"))

    @property
    def cues(self) -> tuple[str, ...]:
        """What else was heard in the answer before."""
        return _texts(self._reading.get("cues"))

    @property
    def _reading(self) -> Mapping[str, Any]:
        reading = self.note.get("reading")
        return reading if isinstance(reading, Mapping) else {}

    @property
    def asked(self) -> list[str]:
        """Its questions, as sentences."""
        return [sentence for sentence in sentences(self.text) if asks(sentence)]


class Said:
    """A conversation as the rules see it."""

    def __init__(self, conversation: Conversation, keep_ends: bool = False) -> None:
        self.conversation = conversation
        self._keep_ends = keep_ends

    @cached_property
    def all(self) -> tuple[Message, ...]:
        """Every message of the interviewer's, in order."""
        found: list[Message] = []
        waiting: list[tuple[int, Line]] = []
        heard: list[str] = []
        for number, line in enumerate(self.conversation.lines, 1):
            if line.speaker == "respondent":
                waiting.append((number, line))
                heard.append(line.text)
                continue
            if line.speaker == "interviewer":
                language = _text(line.note.get("language")) or self.conversation.language
                faults = _faults(line.text, self._against(line, language, "\n".join(heard)))
                found.append(Message(number, line.text, _answer(waiting), line.note, language, faults))
            waiting = []
        return tuple(found)

    @cached_property
    def messages(self) -> tuple[Message, ...]:
        """The messages that count: all of ours; of foreign ones all but the first and the last, which are
        consent and goodbye there."""
        return self.all if self.is_ours or self._keep_ends else self.all[1:-1]

    @cached_property
    def inner(self) -> tuple[Message, ...]:
        """All messages but the first and the last, whoever spoke; all of them if ends are kept."""
        return self.all if self._keep_ends else self.all[1:-1]

    @cached_property
    def is_ours(self) -> bool:
        """Whether it carries the engine's notes."""
        return any("move" in line.note for line in self.conversation.lines if line.speaker == "interviewer")

    @cached_property
    def is_labelled(self) -> bool:
        return any(line.meant for line in self.conversation.lines)

    @property
    def has_word_lists(self) -> bool:
        """Whether there are word lists for what the interviewer speaks."""
        return self.conversation.language in spoken()

    @property
    def is_completed(self) -> bool:
        """Whether it came to its proper end. Without notes: it ended, and nobody asked to stop or for a
        person by a button."""
        if not self.all or not self.conversation.has_ended:
            return False
        if self.is_ours:
            return self.all[-1].move == "farewell"
        return not any(line.action in {"stop", "human"} for line in self.conversation.lines)

    def replies(self) -> list[tuple[Message, Answer, Message]]:
        """(what was asked, the answer, what was said to it), in order."""
        return [
            (before, after.answer, after)
            for before, after in zip(self.all, self.all[1:], strict=False)
            if after.answer
        ]

    def topic(self, message: Message) -> Question | None:
        """The guide's question a message is about, None where unknown."""
        guide = self.conversation.guide
        return guide.question(message.question) if guide and message.question else None

    def known_before(self, message: Message) -> str:
        """Everything said before a message, and what the interviewer may say of its own."""
        before = self.conversation.lines[: message.line - 1]
        return "\n".join((*(line.text for line in before), *self._public))

    def _against(self, line: Line, language: str, heard: str) -> Against:
        one, name = self.conversation, _text(line.note.get("question"))
        topic = one.guide.question(name) if one.guide and name else None
        return Against(
            language,
            heard=heard,
            secrets=one.secrets,
            public=self._public,
            has_choices=bool(topic and topic.choices),
        )

    @cached_property
    def _public(self) -> tuple[str, ...]:
        """What the interviewer may say of its own: who asks, and the guide's wordings."""
        one = self.conversation
        questions = one.guide.questions if one.guide else ()
        asks_in_guide = [question.ask for question in questions]
        asks_in_guide += [entry.ask for question in questions for entry in question.listen_for if entry.ask]
        return (one.sponsor, *(words.say(one.language) for words in asks_in_guide))


def _faults(text: str, against: Against) -> frozenset[str]:
    spoken_sentences = [Sentence(sentence, against) for sentence in sentences(text)]
    return frozenset(
        name for name in COUNTED_CHECKS if any(RULES[name](sentence) for sentence in spoken_sentences)
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _texts(value: object) -> tuple[str, ...]:
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list | tuple) else ()


def length(text: str, language: str) -> int:
    """Words in a text, parted by blanks; in languages written without them, characters over a norm."""
    norm = CHARACTERS_A_WORD.get(language)
    return round(sum(not c.isspace() for c in text) / norm) if norm else len(text.split())


def _answer(waiting: Sequence[tuple[int, Line]]) -> Answer | None:
    if not waiting:
        return None
    number, last = waiting[-1]
    # the one that does something other than talk decides: a stop is not undone by words beside it
    action = next((line.action for _, line in waiting if line.action != "say"), last.action)
    meant = next((line.meant for _, line in reversed(waiting) if line.meant), None)
    return Answer(number, " ".join(line.text for _, line in waiting if line.text), action, meant)
