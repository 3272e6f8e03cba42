"""How an answer was understood."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

Kind = Literal[
    "substantive",
    "vague",
    "dont_know",
    "refusal",
    "skip",
    "stop",
    "already_said",
    "asks_back",
    "human",
    "off_topic",
    "distress",
    "legal",
    "abuse",
    "instruction",
    "nothing_more",
]
KINDS: tuple[Kind, ...] = get_args(Kind)

# Read by rules alone and answered in fixed words: what they set off is too much to leave to a model.
FIXED_KINDS: frozenset[Kind] = frozenset(
    {"stop", "skip", "refusal", "human", "distress", "legal", "abuse", "instruction", "already_said"}
)

# What ends an interview or hands it to a person, the most urgent first.
ENDING_KINDS: tuple[Kind, ...] = ("distress", "legal", "human", "stop")

Label = Literal[
    "few_words",
    "evaluative_only",
    "nothing_concrete",
    "generalising",
    "unclear_pronoun",
    "restates_question",
    "it_depends",
]


def tells_case(cues: Collection[str]) -> bool:
    """Whether cues speak of one particular case. What happens "every time" is none yet, numbers or not."""
    return "concrete" in cues and not ("generalising" in cues and "time" not in cues)


@dataclass(frozen=True, slots=True)
class Reading:
    """One answer, read. `labels` say why it is vague, `covered` which listen_for ids it speaks to,
    `cues` what else was heard (problem, praise, change, cause, …), `full` that nothing needs a probe."""

    kind: Kind
    text: str = ""
    labels: tuple[Label, ...] = ()
    covered: tuple[str, ...] = ()
    cues: tuple[str, ...] = ()
    full: bool = False

    def with_covered(self, more: tuple[str, ...]) -> Reading:
        """This reading with further listen_for ids, order kept, none twice."""
        return replace(self, covered=tuple(dict.fromkeys((*self.covered, *more))))

    def to_json(self) -> dict[str, Any]:
        """What a turn's note keeps: never the words themselves, which stand in the transcript."""
        return {
            "kind": self.kind,
            "labels": list(self.labels),
            "covered": list(self.covered),
            "cues": list(self.cues),
            "full": self.full,
        }
