"""Reading an answer by rules: which kind it is, what it says, what it leaves open."""

from __future__ import annotations

from collections.abc import Sequence

from interviewer.languages import Lexicon, lexicon, spoken
from interviewer.reading import Kind, Reading
from interviewer.text import plain, sentences
from interviewer.transcript import Action, Turn
from interviewer.vagueness import content_words, cues_in, labels_of

# A command to us is short; in a long sentence the same words tell a story ("we had to stop using it").
_COMMAND_WORDS = 16
# With this much said besides, a question to us is a remark within an answer.
_ANSWER_WORDS = 10

_QUESTIONS_TO_US = ("ask_meaning", "ask_privacy", "ask_identity", "ask_why", "ask_length", "ask_back")


def read_answer(pending: Sequence[Turn], asked: str, language: str, *, in_closing: bool = False) -> Reading:
    """The reading of all turns not yet answered, taken together. `asked` is what we asked last,
    `in_closing` whether that was the closing. Coverage is added by `coverage`."""
    text = "\n".join(turn.text for turn in pending if turn.action == "say" and turn.text.strip())
    lists = lexicon(language)
    commanded = _commanded(pending)
    kind = commanded or _safety_kind(text, language) or _spoken_kind(text, lists, in_closing)
    if kind:
        return Reading(kind, text, cues=_topic(text, lists) if kind == "asks_back" else ())
    if not text:
        return Reading("substantive" if not pending else "dont_know", text, full=True)
    wished = ("wish",) if lists.hits("hypothetical", plain(asked)) else ()
    cues = (*cues_in(text, lists), *wished, *_asides(text, lists))
    labels = labels_of(text, asked, cues, lists)
    return Reading(
        "vague" if labels else "substantive",
        text,
        labels,
        cues=cues,
        full="declines_part" in cues and not labels,
    )


def _commanded(pending: Sequence[Turn]) -> Kind | None:
    """A button pressed says what it says; the strongest wins."""
    actions = {turn.action for turn in pending}
    commands: tuple[tuple[Action, Kind], ...] = (("human", "human"), ("stop", "stop"), ("skip", "skip"))
    return next((kind for action, kind in commands if action in actions), None)


def _safety_kind(text: str, language: str) -> Kind | None:
    """Kinds heard in any language we have lists for, whatever the interview's own is."""
    order = [language, *(other for other in spoken() if other != language)]
    kinds: tuple[Kind, ...] = ("distress", "legal", "human", "instruction", "stop", "abuse")
    return next((kind for kind in kinds for code in order if _says(kind, text, lexicon(code))), None)


def _says(kind: Kind, text: str, lists: Lexicon) -> bool:
    if kind in {"distress", "legal", "human", "instruction"}:
        return lists.hits(kind, plain(text)) or (kind == "instruction" and lists.hits(kind, text.lower()))
    short = [plain(sentence) for sentence in sentences(text)]
    return any(lists.hits(kind, one) for one in short if len(one.split()) <= _COMMAND_WORDS)


def _spoken_kind(text: str, lists: Lexicon, in_closing: bool) -> Kind | None:
    """The kinds of the interview's own language, in the order of how much they bind us."""
    parts = [plain(sentence) for sentence in sentences(text)]
    if not parts:
        return None
    if in_closing and all(lists.hits("nothing_more", part) for part in parts):
        return "nothing_more"
    if any(lists.hits("skip", part) for part in parts):
        return "skip"
    if _alone("refusal", parts, lists, room=6):
        return "refusal"
    if _alone("already_said", parts, lists, room=4):
        return "already_said"
    if _topic(text, lists) and _rest(parts, lists) < _ANSWER_WORDS:
        return "asks_back"
    if _alone("dont_know", parts, lists, room=5):
        return "dont_know"
    if all(lists.hits("noise", part) for part in parts) or lists.hits("off_topic", plain(text)):
        return "off_topic"
    return None


def _alone(kind: str, parts: Sequence[str], lists: Lexicon, room: int) -> bool:
    """Whether a sentence is of this kind and fewer than `room` content words were said besides."""
    saying = [part for part in parts if lists.hits(kind, part)]
    others = [part for part in parts if part not in saying]
    told = sum(len(content_words(part, lists)) for part in others)
    long_winded = sum(len(content_words(part, lists)) for part in saying) >= 2 * room
    return bool(saying) and told < room and not long_winded


def _topic(text: str, lists: Lexicon) -> tuple[str, ...]:
    """What a question to us is about (`ask_privacy`, …), empty when there is none."""
    for sentence in sentences(text):
        bare = plain(sentence)
        asks = bare.rstrip("\"')").endswith(("?", "？"))
        for topic in _QUESTIONS_TO_US:
            if lists.hits(topic, bare) and (asks or (topic == "ask_meaning" and len(bare.split()) <= 12)):
                return (topic,)
        if asks and len(bare.split()) <= 25:
            return ("ask_back",)
    return ()


def _rest(parts: Sequence[str], lists: Lexicon) -> int:
    return sum(
        len(content_words(part, lists)) for part in parts if not part.rstrip("\"')").endswith(("?", "？"))
    )


def _asides(text: str, lists: Lexicon) -> tuple[str, ...]:
    """Remarks within an answer that we owe a word: a question to us, a part declined."""
    declined = any(lists.hits("refusal", plain(sentence)) for sentence in sentences(text))
    return (*_topic(text, lists), *(["declines_part"] if declined else []))
