"""Where each value of a TOML text stands, which the standard reader does not tell.

Only for text that the standard reader has accepted: what is not valid TOML is never seen here.
"""

from __future__ import annotations

import re

Path = tuple[str | int, ...]
"""The keys and places that lead to a value: `("when", "all", 1, "below")`."""

_BLANK = re.compile(r"(?:[ \t]|\r?\n|#[^\n]*)*")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}'
    r"|'''.*?'{3,5}"
    r'|"(?:[^"\\]|\\.)*"'
    r"|'[^']*'",
    re.DOTALL,
)
_PLAIN = re.compile(r"[^,\]}#\n]+")


def lines(text: str) -> dict[Path, int]:
    """The line (from 1) of every key, table and entry of a list."""
    return _Walk(text).document()


class _Walk:
    """A reader that goes over the text once and notes where things begin."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.line = 1
        self.found: dict[Path, int] = {(): 1}
        self.entries: dict[Path, int] = {}

    def document(self) -> dict[Path, int]:
        base: Path = ()
        self.blank()
        while self.at < len(self.text):
            if self.next_is("[["):
                base = self.header(2, is_list=True)
            elif self.next_is("["):
                base = self.header(1, is_list=False)
            else:
                self.pair(base)
            self.blank()
        return self.found

    def header(self, brackets: int, *, is_list: bool) -> Path:
        line = self.line
        self.skip(brackets)
        keys = self.keys()
        self.skip(brackets)
        path: Path = ()
        for key in keys[:-1]:
            path = self.inside((*path, key), line)
        path = (*path, keys[-1])
        if not is_list:
            self.found[path] = line
            return path
        self.found.setdefault(path, line)
        number = self.entries.get(path, -1) + 1
        self.entries[path] = number
        self.found[*path, number] = line
        return (*path, number)

    def inside(self, path: Path, line: int) -> Path:
        """The table a header's key stands for; in a list of tables its last entry."""
        self.found.setdefault(path, line)
        return (*path, self.entries[path]) if path in self.entries else path

    def pair(self, base: Path) -> None:
        line = self.line
        path = base
        for key in self.keys():
            path = (*path, key)
            self.found.setdefault(path, line)
        self.skip(1)  # the equals sign
        self.blank()
        self.value(path)

    def value(self, path: Path) -> None:
        if self.next_is("["):
            self.many(path, "]")
        elif self.next_is("{"):
            self.many(path, "}")
        elif (found := _STRING.match(self.text, self.at)) or (found := _PLAIN.match(self.text, self.at)):
            self.go_to(found.end())

    def many(self, path: Path, end: str) -> None:
        """The entries of a list, or the pairs of a table written in one line."""
        self.skip(1)
        self.blank()
        number = 0
        while not self.next_is(end):
            if end == "}":
                self.pair(path)
            else:
                self.found[*path, number] = self.line
                self.value((*path, number))
                number += 1
            self.blank()
            if self.next_is(","):
                self.skip(1)
                self.blank()
        self.skip(1)

    def keys(self) -> list[str]:
        """A key with its dots, then blanks."""
        keys = []
        while True:
            self.blank()
            found = _BARE.match(self.text, self.at)
            if found:
                keys.append(found[0])
            else:
                found = _STRING.match(self.text, self.at)
                if found is None:  # not valid TOML after all
                    raise ValueError(f"no key at line {self.line}")
                keys.append(found[0][1:-1])
            self.go_to(found.end())
            self.blank()
            if not self.next_is("."):
                return keys
            self.skip(1)

    def next_is(self, sign: str) -> bool:
        return self.text.startswith(sign, self.at)

    def skip(self, signs: int) -> None:
        self.go_to(self.at + signs)

    def blank(self) -> None:
        found = _BLANK.match(self.text, self.at)
        if found:
            self.go_to(found.end())

    def go_to(self, end: int) -> None:
        self.line += self.text.count("\n", self.at, end)
        self.at = end
