"""Reading policy from TOML so that whoever wrote it is told what to mend: file, line, field, and how.

    table = tables(text, "usage-drop.toml")
    title = table.text("title", longest=120)
    hours = table.table("sla").number("hours", least=0.5, most=2000)
    table.settle()          # raises Problems with every fault of the file

Every getter notes what is wrong and returns something harmless, so that one reading finds all faults.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from app.success import toml_lines
from app.success.toml_lines import Path

LONGEST_TEXT = 100_000
"""Characters of a file."""
LONGEST_ENTRY = 500
"""Characters of a text in a list."""
DEEPEST = 20
"""Levels of tables and lists within each other."""
_AT_LINE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: the file, the line (from 1, None when it has none), the field (`when.all[2].below`, or
    empty for the whole file) and a sentence that says what is wrong and what would mend it."""

    file: str
    line: int | None
    field: str
    sentence: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}, line {self.line}"
        return f"{place}: {self.field}: {self.sentence}" if self.field else f"{place}: {self.sentence}"


class Problems(ValueError):
    """A file was refused; `problems` holds every fault found, in the order of the file."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: problem.line or 0))
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(frozen=True, slots=True)
class Place:
    """A spot in a file, and the list its problems go to, which all spots of the file share."""

    file: str = "this text"
    path: Path = ()
    lines: Mapping[Path, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def at(self, *keys: str | int) -> Place:
        return Place(self.file, (*self.path, *keys), self.lines, self.problems)

    @property
    def line(self) -> int | None:
        """The line of this spot, or of the nearest one around it."""
        path = self.path
        while path not in self.lines and path:
            path = path[:-1]
        return self.lines.get(path)

    @property
    def name(self) -> str:
        """The field as it is told to people: `when.all[2].below`, entries counted from 1."""
        words = ""
        for key in self.path:
            words += f"[{key + 1}]" if isinstance(key, int) else f".{_short(key)}" if words else _short(key)
        return words

    def complain(self, sentence: str) -> None:
        self.problems.append(Problem(self.file, self.line, self.name, sentence))

    def settle(self) -> None:
        """Raises Problems when anything was noted in this file."""
        if self.problems:
            raise Problems(self.problems)


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a file, its fields taken by name. `values` is what stands there, `place` where."""

    values: Mapping[str, Any]
    place: Place

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def text(self, name: str, *, longest: int = 500, default: str | None = None) -> str:
        """A text of 1 to `longest` characters; needed unless there is a default."""
        found = self._found(name, default)
        if not isinstance(found, str):
            self._complain_about(name, found, "must be a text in quotes")
            return ""
        if found != default and not found.strip():
            self.place.at(name).complain("must not be empty.")
        elif len(found) > longest:
            self.place.at(name).complain(f"may have {longest} characters, this has {len(found)}.")
        elif "\x00" in found:
            self.place.at(name).complain("holds a character that cannot be stored (NUL).")
        return found

    def identifier(self, name: str, *, default: str | None = None) -> str:
        """A name for files and links: lower-case letters, digits, `-` and `_`, at most 60."""
        found = self.text(name, longest=_LONGEST_NAME, default=default)
        if found and found != default and not _ID.fullmatch(found):
            self.place.at(name).complain(
                "must be lower-case letters, digits, `-` or `_`, as in `usage-drop`."
            )
        return found

    def number(
        self,
        name: str,
        *,
        least: float = -1e15,
        most: float = 1e15,
        default: float | None = None,
    ) -> float:
        """A number within limits; needed unless there is a default."""
        found = self._found(name, default)
        if isinstance(found, bool) or not isinstance(found, int | float):
            self._complain_about(name, found, "must be a number")
            return least
        if not least <= found <= most:  # which NaN is not either
            self.place.at(name).complain(f"must be from {least:,.10g} to {most:,.10g}.")
            return least
        return float(found)

    def whole(self, name: str, *, least: int, most: int, default: int | None = None) -> int:
        """A whole number within limits."""
        found = self.number(name, least=least, most=most, default=default)
        if found != int(found):
            self.place.at(name).complain("must be a whole number.")
        return int(found)

    def flag(self, name: str, *, default: bool | None = None) -> bool:
        found = self._found(name, default)
        if not isinstance(found, bool):
            self._complain_about(name, found, "must be true or false")
            return False
        return found

    def choice(self, name: str, among: Collection[str], *, default: str | None = None) -> str:
        """One word of a list."""
        found = self._found(name, default)
        if isinstance(found, str) and (found in among or found == default):
            return found
        if found is None:
            self._complain_about(name, found, f"must be one of {', '.join(among)}")
        else:
            self.place.at(name).complain(f"must be one of {', '.join(among)}.{_meant(found, among)}")
        return default if default is not None else next(iter(among))

    def texts(self, name: str, *, most: int = 100, default: Sequence[str] | None = None) -> tuple[str, ...]:
        """A list of texts; a single text is a list of one."""
        found = self._found(name, default)
        listed = [found] if isinstance(found, str) else found
        if not isinstance(listed, list | tuple) or not all(isinstance(item, str) and item for item in listed):
            self._complain_about(name, found, "must be a list of texts in quotes")
            return ()
        if len(listed) > most:
            self.place.at(name).complain(f"may have {most} entries, this has {len(listed)}.")
        if any("\x00" in item or len(item) > LONGEST_ENTRY for item in listed):
            self.place.at(name).complain(f"may have texts of {LONGEST_ENTRY} characters, none of them NUL.")
        return tuple(listed)

    def day(self, name: str, *, default: date | None = None) -> date | None:
        """A date, written without quotes: 2026-12-24."""
        found = self._found(name, default)
        if isinstance(found, date) and not isinstance(found, datetime):
            return found
        self._complain_about(name, found, "must be a date without quotes, as in 2026-12-24")
        return default

    def table(self, name: str, *, needed: bool = True) -> Table:
        """A table within this one; an empty one where it is missing and not needed."""
        found = self.values.get(name, None if needed else {})
        if not isinstance(found, Mapping):
            self._complain_about(name, found, "must be a table")
            return Table({}, self.place.at(name))
        return Table(found, self.place.at(name))

    def list_of_tables(self, name: str, *, most: int = 200, needed: bool = True) -> tuple[Table, ...]:
        """The tables of a list: `[[steps]]` written again and again, or `[{…}, {…}]`."""
        found = self.values.get(name, None if needed else [])
        if not isinstance(found, list) or not all(isinstance(item, Mapping) for item in found):
            self._complain_about(name, found, f"must be a list of tables, as in [[{_short(name)}]]")
            return ()
        if len(found) > most:
            self.place.at(name).complain(f"may have {most} entries, this has {len(found)}.")
        return tuple(Table(item, self.place.at(name, number)) for number, item in enumerate(found[:most]))

    def tables(self) -> Mapping[str, Table]:
        """Every field of this table, each of which must be a table; in the order of the file."""
        return {name: self.table(name) for name in self.values}

    def only(self, *known: str) -> None:
        """Notes every field that is not among those known."""
        for name in self.values:
            if name not in known:
                self.place.at(name).complain(f"is not a known field.{_meant(name, known)}")

    def settle(self) -> None:
        """Raises Problems when anything in this file was wrong."""
        self.place.settle()

    def _found(self, name: str, default: Any) -> Any:
        return self.values.get(name, default)

    def _complain_about(self, name: str, found: object, sentence: str) -> None:
        is_missing = found is None
        self.place.at(name).complain(f"is missing; it {sentence}." if is_missing else f"{sentence}.")


def tables(text: str, file: str) -> Table:
    """The top table of a TOML text. Raises Problems when it is not valid TOML, too long or too deep."""
    if len(text) > LONGEST_TEXT:
        raise Problems([Problem(file, None, "", f"may have {LONGEST_TEXT:,} characters, this has more.")])
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Problems([_invalid(text, file, str(error))]) from None
    except (RecursionError, ValueError):
        # a number of thousands of digits, or brackets within brackets without end
        raise Problems([Problem(file, None, "", "This is not valid TOML.")]) from None
    if _depth(values) > DEEPEST:
        raise Problems([Problem(file, None, "", f"may be nested {DEEPEST} levels deep, this is deeper.")])
    return Table(values, Place(file, (), toml_lines.lines(text)))


def _invalid(text: str, file: str, said: str) -> Problem:
    """The standard reader's complaint without what it quotes from the text."""
    found = _AT_LINE.search(said)
    line = int(found[1]) if found and found[1] else text.count("\n") + 1
    return Problem(
        file, line, "", "This is not valid TOML. Texts stand in quotes, lists in [ ], tables in { }."
    )


def _depth(value: object) -> int:
    """How deep tables and lists stand within each other."""
    level: list[object] = [value]
    depth = 0
    while level := [
        item
        for outer in level
        for item in (outer.values() if isinstance(outer, dict) else outer if isinstance(outer, list) else ())
    ]:
        depth += 1
    return depth


def meant(name: str, known: Collection[str]) -> str:
    """What was probably meant, as a sentence with a space before it; else the list of what is known."""
    near = difflib.get_close_matches(name[:_LONGEST_NAME], known, n=1, cutoff=0.6)
    if near:
        return f" Did you mean `{near[0]}`?"
    return f" Known are {', '.join(known)}." if 0 < len(known) <= 30 else ""


def _meant(name: object, known: Collection[str]) -> str:
    return meant(name, known) if isinstance(name, str) else ""


def _short(name: str) -> str:
    clean = "".join(sign if sign.isprintable() else "?" for sign in name)
    return clean if len(clean) <= _LONGEST_NAME else f"{clean[: _LONGEST_NAME - 1]}…"
