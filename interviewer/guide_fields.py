"""Reading single fields of a guide, each with its own way of being wrong."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection
from dataclasses import dataclass, field
from types import MappingProxyType

from interviewer.guide import NAMES, PLACEHOLDER, Words
from interviewer.guide_tree import Node
from interviewer.languages import KNOWN
from interviewer.problems import Problem

_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
_UNNAMED = Words(MappingProxyType({"en": ""}))


@dataclass
class Fields:
    """Reads values out of a tree and notes every problem on the way; a faulty value reads as empty."""

    source: str
    languages: tuple[str, ...] = ("en",)
    judges_wording: bool = True
    problems: list[Problem] = field(default_factory=list)

    def complain(self, node: Node | None, where: str, message: str, suggestion: str = "") -> None:
        line = node.line if node else None
        self.problems.append(Problem(self.source, line, where, message, suggestion))

    def mapping(self, node: Node, where: str, known: Collection[str]) -> dict[str, Node]:
        """The entries of a mapping; unknown and doubled keys are problems."""
        if not isinstance(node.value, dict):
            self.complain(node, where, "must hold keys and values", f"Known keys: {', '.join(known)}.")
            return {}
        for key in node.value.keys() - set(known):
            place = Node(None, node.key_lines.get(key, node.line))
            self.complain(place, _path(where, _short(key)), "is not a known key", _meant(key, known))
        for key, line in node.doubled:
            self.complain(Node(None, line), _path(where, _short(key)), "stands here twice", "Keep one.")
        return {key: value for key, value in node.value.items() if key in known}

    def entries(self, node: Node | None, where: str, most: int) -> list[Node]:
        """The entries of a list, at most `most`."""
        if node is None:
            return []
        if not isinstance(node.value, list):
            self.complain(node, where, "must be a list", "Begin each entry with `- `.")
            return []
        if len(node.value) > most:
            self.complain(node, where, f"holds more than {most} entries", "Shorten the list.")
        return node.value[:most]

    def text(self, node: Node | None, where: str, longest: int, *, needed: bool = True) -> str:
        """A text of 1 to `longest` characters."""
        if node is None or node.value is None:
            if needed:
                self.complain(node, where, "is empty", "Write it as a text.")
            return ""
        if not isinstance(node.value, str):
            self.complain(node, where, "must be a text", "Put it in quotes.")
            return ""
        text = " ".join(node.value.split())
        if not text:
            self.complain(node, where, "is empty", "Write it as a text.")
        if len(text) > longest:
            self.complain(node, where, f"is longer than {longest} characters", "Shorten it.")
        if any(ord(sign) < 32 or 0xD800 <= ord(sign) <= 0xDFFF for sign in text):
            self.complain(node, where, "holds a control character", "Remove it.")
        return text

    def identifier(self, node: Node | None, where: str) -> str:
        """An id: lower-case letters, digits, `-` and `_`, at most 60 characters."""
        text = self.text(node, where, 60)
        if text and not _ID.fullmatch(text):
            self.complain(
                node, where, "must be lower-case letters, digits, `-` or `_`", "For example `first-goal`."
            )
        return text

    def number(self, node: Node | None, where: str, default: int, least: int, most: int) -> int:
        """A whole number from `least` to `most`."""
        if node is None:
            return default
        value = node.value
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            self.complain(node, where, f"must be a whole number from {least} to {most}", f"Usual: {default}.")
            return default
        return value

    def flag(self, node: Node | None, where: str, default: bool) -> bool:
        if node is None:
            return default
        if not isinstance(node.value, bool):
            self.complain(node, where, "must be true or false", f"Usual: {str(default).lower()}.")
            return default
        return node.value

    def one_of(self, node: Node | None, where: str, known: Collection[str], default: str) -> str:
        if node is None:
            return default
        if not isinstance(node.value, str) or node.value not in known:
            hint = _meant(node.value, known) if isinstance(node.value, str) else ""
            self.complain(node, where, f"must be one of {', '.join(known)}", hint)
            return default
        return node.value

    def codes(self, node: Node | None, where: str) -> tuple[str, ...]:
        """Language codes of two letters (ISO 639-1), at least one, none twice."""
        found: list[str] = []
        for index, entry in enumerate(self.entries(node, where, 40)):
            place = f"{where}[{index}]"
            code = entry.value
            # YAML reads a bare `no` as false; Norwegian has to be quoted.
            if code is False:
                self.complain(entry, place, "must be a text", 'Put Norwegian in quotes: "no".')
            elif not isinstance(code, str) or code not in KNOWN:
                self.complain(
                    entry, place, "is not a two-letter language code", "For example en, de, fr, es."
                )
            elif code in found:
                self.complain(entry, place, "stands here twice", "Keep one.")
            else:
                found.append(code)
        if node is not None and node.value == []:
            self.complain(node, where, "names no language", "For example `[en]`.")
        return tuple(found) or ("en",)

    def words(self, node: Node | None, where: str, longest: int) -> Words:
        """A text, or a map of texts by language that has the guide's first language. A language the map
        lacks is spoken in the first one; a language the guide does not declare is a problem."""
        if node is None or not isinstance(node.value, dict):
            text = self.text(node, where, longest)
            self._names(node, where, text)
            return Words(MappingProxyType({self.languages[0]: text}))
        texts: dict[str, str] = {}
        for code, entry in node.value.items():
            place = _path(where, _short(code))
            if code not in self.languages:
                hint = (
                    f"Add {_short(code)} to `languages`." if code in KNOWN else _meant(code, self.languages)
                )
                self.complain(entry, place, "is not one of the guide's languages", hint)
                continue
            texts[code] = self.text(entry, place, longest)
            self._names(entry, place, texts[code])
        for code, line in node.doubled:
            self.complain(Node(None, line), _path(where, _short(code)), "stands here twice", "Keep one.")
        if self.languages[0] not in texts:
            first = self.languages[0]
            self.complain(node, where, f"has no text in {first}", f"{first} is the guide's first language.")
            return _UNNAMED
        ordered = {code: texts[code] for code in self.languages if code in texts}
        return Words(MappingProxyType(ordered))

    def _names(self, node: Node | None, where: str, text: str) -> None:
        """Only `{{ sponsor }}`, `{{ product }}` and `{{ first_name }}` may stand in a text."""
        for name in PLACEHOLDER.findall(text):
            if name not in NAMES:
                allowed = ", ".join(f"{{{{ {known} }}}}" for known in NAMES)
                self.complain(node, where, "names something that cannot be filled in", f"Allowed: {allowed}.")
        if re.search(r"\{\{|\}\}|\{%", PLACEHOLDER.sub("", text)):
            self.complain(node, where, "has braces that do not close", "Write `{{ sponsor }}`.")


def _path(where: str, key: str) -> str:
    return f"{where}.{key}" if where else key


def _short(key: str) -> str:
    """A key as it may stand in a message: printable and short."""
    kept = "".join(sign for sign in key if sign.isprintable())
    return kept[:40] or "(unnamed)"


def _meant(key: str, known: Collection[str]) -> str:
    close = difflib.get_close_matches(key[:60], list(known), n=1, cutoff=0.6)
    return f"Did you mean `{close[0]}`?" if close else f"Known: {', '.join(known)}."
