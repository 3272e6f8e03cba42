"""The table of environment variables in `docs/settings.md`, made from the settings themselves.

Write it anew with: python -m app.settings_docs
"""

from __future__ import annotations

from pathlib import Path

from pydantic_core import PydanticUndefined

from app.settings import Settings

PAGE = Path(__file__).parent.parent / "docs" / "settings.md"
_HEAD = """# Settings

Everything is set by environment variables; there is no file to edit. All have defaults.

| variable | default | meaning |
|---|---|---|
"""


def page() -> str:
    """The page as Markdown, one row for each variable."""
    rows = []
    for name, field in Settings.model_fields.items():
        variable = field.validation_alias or f"EARSHOT_{name.upper()}"
        shown = "" if field.default in (None, PydanticUndefined) else f"`{_shown(field.default)}`"
        rows.append(f"| `{variable}` | {shown} | {field.description} |")
    return _HEAD + "\n".join(rows) + "\n"


def _shown(default: object) -> str:
    """As one would write it in the environment."""
    return str(default).lower() if isinstance(default, bool) else str(default)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
