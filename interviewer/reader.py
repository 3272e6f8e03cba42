"""Reading an answer: which kind it is, what it says, what it leaves open. Word lists come first, a learned
second opinion where they are silent; no language model has a say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from interviewer.languages import Lexicon, lexicon, spoken
from interviewer.opinion import Evidence, evidence, opinion
from interviewer.opinion.gloss import in_english
from interviewer.overheard import bare_answer, overheard
from interviewer.reading import ENDING_KINDS, Kind, Label, Reading
from interviewer.rules import declines_part, heard, legible, safety_kind, spoken_kind, topics
from interviewer.text import plain, words
from interviewer.transcript import Action, Turn
from interviewer.vagueness import cues_in, labels_of

# What these lists hear is settled. Of the other kinds they give evidence, which is weighed with the rest.
_SETTLED: frozenset[Kind] = frozenset({"distress", "human", "stop", "legal", "abuse", "instruction"})


_ANSWERS = {"vague", "substantive"}
# As likely as this to be an account, an answer is taken for one whatever a list has heard in it, despair
# and danger excepted: "they call me every Monday" is no wish for a call.
_SURE = 0.9
# Of more words than this most are accounts, so that another kind must be so many times as likely.
_SHORT, _MARGIN = 7, 1.5
# How likely a kind that ends or hands over an interview must be to be named where no list has heard it, with
# the encoder and without. Such words are few; a long answer is an account.
_NAMED, _NAMED_BY_WORDS = 0.3, 0.6
_FEWEST, _MOST = 2, 30
# Below this nobody is sent away for it: a respondent lost who did not ask for it is the worse mistake, so
# they are told that they may go, or have a person.
_ACTED_ON = 0.98
# What no list has heard and is no answer must be about as likely as all else together.
_TAKEN_FOR = 0.45
# Missing one of these costs a respondent more than hearing one too many.
_WEIGHTS: Mapping[Kind, float] = {"refusal": 2.5, "stop": 1.5, "human": 1.5, "distress": 1.5}


@dataclass(frozen=True, slots=True)
class Said:
    """An answer as the rules see it: its words, what it lacks and holds, the kind they take it for."""

    text: str
    english: str
    lists: Lexicon
    in_closing: bool
    cues: tuple[str, ...]
    labels: tuple[Label, ...]
    ruled: Kind | None

    @property
    def answered(self) -> Kind:
        """The kind it is when taken for an answer."""
        return "vague" if self.labels else "substantive"

    def points_nowhere(self) -> bool:
        """Whether it only repeats words of the question, or is a bare "that"."""
        unclear = self.lists.words["unclear"]
        return "restates_question" in self.labels or all(word in unclear for word in words(plain(self.text)))

    def evidence(self) -> Evidence:
        """What the second opinion is formed on."""
        signs = [f"rule {self.ruled}"] if self.ruled else []
        signs += [f"hears {name}" for name in heard(self.text, self.lists)]
        signs += [f"label {label}" for label in self.labels] + [f"cue {cue}" for cue in self.cues]
        text, english = plain(self.text), plain(self.english)
        return evidence(text, english, in_closing=self.in_closing, heard=signs)


def read_answer(
    pending: Sequence[Turn],
    asked: str,
    language: str,
    *,
    in_closing: bool = False,
    row: Sequence[float] | None = None,
    leanings: Sequence[float] | None = None,
    is_understood: bool = True,
) -> Reading:
    """The reading of all turns not yet answered, taken together. `asked` is what we asked last, `in_closing`
    whether that was the closing, `row` the embedding of `to_encode` if there is an encoder, `leanings` what
    the adapted one makes of it, `is_understood` False for an answer in a language we have no word lists for:
    it is taken for an answer unless what binds us is overheard. Coverage is added by `coverage`."""
    text = said_in(pending)
    commanded = _commanded(pending)
    if commanded or not text:
        return Reading(commanded or ("dont_know" if pending else "substantive"), text, full=not commanded)
    said = take_in(text, asked, language, in_closing=in_closing)
    bound = overheard(said.text)
    if bound or not is_understood:
        kind = _unread(said, bound, in_closing)
        return Reading(kind, text, said.labels if kind == "vague" else ())
    second = opinion()
    shares = second.shares(said.evidence(), row, leanings) if language in second.languages else {}
    kind = settle(said, shares, embedded=row is not None)
    if kind in ENDING_KINDS and said.ruled != kind and shares[kind] < _ACTED_ON:
        reading = _reading(said, said.answered)
        return replace(reading, text=text, cues=(*reading.cues, "offer", f"may_{kind}"))
    return replace(_reading(said, kind), text=text)


def said_in(pending: Sequence[Turn]) -> str:
    """The words of all turns not yet answered."""
    return "\n".join(turn.text for turn in pending if turn.action == "say" and turn.text.strip())


def to_encode(pending: Sequence[Turn], language: str) -> str:
    """What to embed for the second opinion: the words not yet answered, in English. Empty when a button
    settles what they are."""
    return "" if _commanded(pending) else in_english(legible(said_in(pending)), language)


def take_in(text: str, asked: str, language: str, *, in_closing: bool) -> Said:
    """What the rules make of an answer's words."""
    text = legible(text)
    lists = lexicon(language)
    wished = ("wish",) if lists.hits("hypothetical", plain(asked)) else ()
    cues = (*cues_in(text, lists), *wished)
    labels = labels_of(text, asked, cues, lists)
    ruled = safety_kind(text, language) or spoken_kind(text, lists, in_closing)
    return Said(text, in_english(text, language), lists, in_closing, cues, labels, ruled)


def settle(said: Said, shares: Mapping[Kind, float], *, embedded: bool = False) -> Kind:
    """The kind of an answer, by rule where that is settled, else by how likely each kind is. `embedded` is
    whether the answer's embedding was weighed too."""
    if said.ruled is None and (not shares or said.points_nowhere()):
        return said.answered
    if said.ruled and not shares:
        return said.ruled
    told = shares["substantive"] + shares["vague"]
    if said.ruled in _SETTLED and (said.ruled == "distress" or told < _SURE):
        return said.ruled
    means_more = max(shares["human"], shares["already_said"]) >= _SURE
    if said.ruled == "asks_back" and plain(said.text).endswith("?") and not means_more:
        return "asks_back"
    size = len(words(said.text))
    floor = _NAMED if embedded else _NAMED_BY_WORDS
    least = floor if _FEWEST <= size <= _MOST else 1.0
    open_to = {kind: share for kind, share in shares.items() if share > _least(kind, said, least)}
    weighed = {kind: share * _WEIGHTS.get(kind, 1.0) for kind, share in open_to.items()}
    likely = max(weighed, key=lambda kind: weighed[kind])
    if said.ruled == "refusal" and likely in _ANSWERS and told < _SURE:
        return "refusal"
    margin = _MARGIN if said.ruled is None and size > _SHORT else 1.0
    return said.answered if likely in _ANSWERS or weighed[likely] <= margin * told else likely


def _least(kind: Kind, said: Said, ending: float) -> float:
    """How likely a kind must be to be named at all: `ending` for what ends an interview."""
    if kind in _ANSWERS or kind == said.ruled:
        return 0.0
    if kind == "distress" and said.lists.hits("not_distress", plain(said.text)):
        return 1.0
    if kind == "instruction":
        return _NAMED  # to say one back would be worse than to hear one too many
    return ending if kind in ENDING_KINDS else _TAKEN_FOR


def _unread(said: Said, bound: Kind | None, in_closing: bool) -> Kind:
    """The kind of an answer in a language without word lists, given what binds us in it."""
    if said.ruled == "distress":
        return "distress"
    short = bound or bare_answer(said.text, in_closing=in_closing)
    if short:
        return short
    return "vague" if "few_words" in said.labels else "substantive"


def _reading(said: Said, kind: Kind) -> Reading:
    topic = topics(said.text, said.lists)
    if kind == "asks_back":
        return Reading(kind, said.text, cues=topic or ("ask_back",))
    if kind not in _ANSWERS:
        harm = kind == "distress" and any(lexicon(code).hits("harm", plain(said.text)) for code in spoken())
        return Reading(kind, said.text, cues=("harm",) if harm else ())
    asides = {
        "declines_part": declines_part(said.text, said.lists),
        "instruction": said.ruled == "instruction",
    }
    labels = said.labels if kind == "vague" else ()
    cues = (*said.cues, *topic, *(aside for aside, meant in asides.items() if meant))
    return Reading(kind, said.text, labels, cues=cues, full="declines_part" in cues and not labels)


def _commanded(pending: Sequence[Turn]) -> Kind | None:
    """A button pressed says what it says; the strongest wins."""
    actions = {turn.action for turn in pending}
    commands: tuple[tuple[Action, Kind], ...] = (("human", "human"), ("stop", "stop"), ("skip", "skip"))
    return next((kind for action, kind in commands if action in actions), None)
