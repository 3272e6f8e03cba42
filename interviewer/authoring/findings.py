"""What the linter can find in a guide: the rules, and a finding with its proposal."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Literal

Severity = Literal["error", "warning", "hint"]
Steps = tuple[str | int, ...]
"""Where something is in a guide: keys and positions, from the top."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How much a rule weighs, and in one sentence why it is one; see `rules.toml`."""

    severity: Severity
    why: str


def _rules() -> Mapping[str, Rule]:
    told = tomllib.loads((Path(__file__).parent / "rules.toml").read_text(encoding="utf-8"))
    return MappingProxyType({name: Rule(**rule) for name, rule in told.items()})


RULES = _rules()


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault. `question` is the question's id, "" for the guide as a whole; `field` is its place inside
    the question or the guide (`ask`, `listen_for[0].ask`, `title`); `path` the same from the top.

    `text` is what was found faulty, `better` a wording that breaks no rule, "" when there is none; `second`
    is the other half of a double question, as a question of its own. `language` is "" where it plays no part.
    """

    question: str
    field: str
    language: str
    rule: str
    why: str
    path: Steps
    text: str = ""
    better: str = ""
    second: str = ""

    @property
    def severity(self) -> Severity:
        return RULES[self.rule].severity

    @property
    def place(self) -> str:
        """The field's path from the top, as in a guide's problems: `questions[1].listen_for[0].ask`."""
        return dotted(self.path)

    @property
    def key(self) -> str:
        """Names the finding among those of one guide."""
        return "|".join((self.place, self.language, self.rule))

    def to_json(self) -> dict[str, str | None]:
        return {
            "question": self.question or None,
            "field": self.field,
            "place": self.place,
            "language": self.language or None,
            "rule": self.rule,
            "severity": self.severity,
            "why": self.why,
            "text": self.text or None,
            "better": self.better or None,
            "second": self.second or None,
        }


def dotted(path: Steps) -> str:
    told = ""
    for step in path:
        told += f"[{step}]" if isinstance(step, int) else f".{step}"
    return told.lstrip(".")
