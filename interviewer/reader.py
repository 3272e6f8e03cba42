"""Reading an answer: which kind it is, what it says, what it leaves open. Word lists come first, a learned
second opinion where they are silent; no language model has a say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from interviewer.languages import Lexicon, lexicon
from interviewer.opinion import Evidence, evidence, opinion
from interviewer.reading import Kind, Label, Reading
from interviewer.rules import declines_part, heard, safety_kind, spoken_kind, topics
from interviewer.text import plain
from interviewer.transcript import Action, Turn
from interviewer.vagueness import cues_in, labels_of

# What these lists hear is settled. Of the other kinds they give evidence, which is weighed with the rest.
_SETTLED: frozenset[Kind] = frozenset({"distress", "human", "stop", "legal", "abuse", "instruction"})


@dataclass(frozen=True, slots=True)
class Said:
    """An answer as the rules see it: its words, what it lacks and holds, the kind they take it for."""

    text: str
    lists: Lexicon
    in_closing: bool
    cues: tuple[str, ...]
    labels: tuple[Label, ...]
    ruled: Kind | None

    def evidence(self) -> Evidence:
        """What the second opinion is formed on."""
        signs = [f"rule {self.ruled}"] if self.ruled else []
        signs += [f"hears {name}" for name in heard(self.text, self.lists)]
        signs += [f"label {label}" for label in self.labels] + [f"cue {cue}" for cue in self.cues]
        return evidence(plain(self.text), in_closing=self.in_closing, heard=signs)


def read_answer(
    pending: Sequence[Turn],
    asked: str,
    language: str,
    *,
    in_closing: bool = False,
    row: Sequence[float] | None = None,
) -> Reading:
    """The reading of all turns not yet answered, taken together. `asked` is what we asked last, `in_closing`
    whether that was the closing, `row` the answer's embedding if there is an encoder. Coverage is added by
    `coverage`."""
    text = "\n".join(turn.text for turn in pending if turn.action == "say" and turn.text.strip())
    commanded = _commanded(pending)
    if commanded or not text:
        return Reading(commanded or ("dont_know" if pending else "substantive"), text, full=not commanded)
    said = take_in(text, asked, language, in_closing=in_closing)
    second = opinion()
    shares = second.shares(said.evidence(), row) if language in second.languages else {}
    return _reading(said, settle(said, shares))


def take_in(text: str, asked: str, language: str, *, in_closing: bool) -> Said:
    """What the rules make of an answer's words."""
    lists = lexicon(language)
    wished = ("wish",) if lists.hits("hypothetical", plain(asked)) else ()
    cues = (*cues_in(text, lists), *wished)
    labels = labels_of(text, asked, cues, lists)
    ruled = safety_kind(text, language) or spoken_kind(text, lists, in_closing)
    return Said(text, lists, in_closing, cues, labels, ruled)


def settle(said: Said, shares: Mapping[Kind, float]) -> Kind:
    """The kind of an answer, by rule where that is settled, else by how likely each kind is."""
    if said.ruled in _SETTLED or (said.ruled and not shares):
        return said.ruled
    answered: Kind = "vague" if said.labels else "substantive"
    if not shares:
        return answered
    likely = max(shares, key=lambda kind: shares[kind])
    return answered if likely in {"vague", "substantive"} else likely


def _reading(said: Said, kind: Kind) -> Reading:
    topic = topics(said.text, said.lists)
    if kind not in {"vague", "substantive"}:
        return Reading(kind, said.text, cues=(topic or ("ask_back",)) if kind == "asks_back" else ())
    declined = ("declines_part",) if declines_part(said.text, said.lists) else ()
    labels = said.labels if kind == "vague" else ()
    cues = (*said.cues, *topic, *declined)
    return Reading(kind, said.text, labels, cues=cues, full=bool(declined) and not labels)


def _commanded(pending: Sequence[Turn]) -> Kind | None:
    """A button pressed says what it says; the strongest wins."""
    actions = {turn.action for turn in pending}
    commands: tuple[tuple[Action, Kind], ...] = (("human", "human"), ("stop", "stop"), ("skip", "skip"))
    return next((kind for action, kind in commands if action in actions), None)
