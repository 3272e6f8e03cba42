"""Words for a model, and for the built-in interviewer: one Markdown file each, with `$placeholders`."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Template

_ROOT = Path(__file__).parent


class PromptError(ValueError):
    """A prompt was rendered with a variable missing or one too many."""


@dataclass(frozen=True)
class Prompt:
    """One prompt file: its name, text, and the hash stored with everything it produced."""

    name: str
    text: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def variables(self) -> frozenset[str]:
        return frozenset(Template(self.text).get_identifiers())

    def render(self, **values: str) -> str:
        """The text with every placeholder filled. Raises PromptError on a missing or superfluous one."""
        if values.keys() != self.variables:
            missing = ", ".join(sorted(self.variables - values.keys())) or "none"
            extra = ", ".join(sorted(values.keys() - self.variables)) or "none"
            raise PromptError(f"prompt {self.name}: missing {missing}; not asked for: {extra}")
        return Template(self.text).substitute(values)


@cache
def load(name: str) -> Prompt:
    """The prompt file `prompts/<name>.md`. Raises PromptError when there is none."""
    path = _ROOT / f"{name}.md"
    if not re.fullmatch(r"[a-z0-9_/-]+", name) or not path.is_file():
        raise PromptError(f"there is no prompt called {name}")
    return Prompt(name, path.read_text(encoding="utf-8").strip() + "\n")


def names() -> list[str]:
    """Every prompt's name, sorted."""
    return sorted(str(p.relative_to(_ROOT).with_suffix("")) for p in _ROOT.rglob("*.md"))
