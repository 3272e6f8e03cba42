"""The text of a message to a person: plain paragraphs, lists and links, with values by a closed list.

    Hello {{ first_name }},

    your team ran {{ fact.reports }} reports last week. [This page](https://example.com/x) tells more.

A paragraph that needs a value nobody knows is left out: a letter never shows a hole.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

STANDING = ("first_name", "account", "sponsor", "product", "csm")
"""Names that always have a value: who is written to, their account, who writes, of what, and their CSM."""

FACT = "fact."
"""`fact.NAME` is a value that whoever asks for the message brings along under NAME."""

LONGEST_VALUE = 200
_SLOT = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_LINK = re.compile(r"\[([^\[\]]+)\]\((https?://[^\s()]+)\)")
_PARAGRAPHS = re.compile(r"\n[ \t]*\n")
_FACT_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*")


@dataclass(frozen=True, slots=True)
class Span:
    """Some words; with `url` they are a link."""

    text: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of one line, or a list of several."""

    lines: tuple[tuple[Span, ...], ...]
    is_list: bool = False


def letter_words(text: str) -> tuple[str, ...]:
    """The names a text asks for, each once, in order."""
    return tuple(dict.fromkeys(name.strip() for name in _SLOT.findall(text)))


def unknown_words(text: str) -> tuple[str, ...]:
    """Those names of a text that nobody could ever give a value."""
    return tuple(name for name in letter_words(text) if not _is_word(name))


def fill(text: str, values: Mapping[str, str | None]) -> str:
    """The text with its values in. A paragraph or list entry whose value is missing or None is left out."""
    kept = [_filled_block(block, values) for block in _PARAGRAPHS.split(text.strip())]
    return "\n\n".join(block for block in kept if block)


def blocks(text: str) -> tuple[Block, ...]:
    """The paragraphs and lists of a text whose values are in."""
    return tuple(_block(part) for part in _PARAGRAPHS.split(text.strip()) if part.strip())


def links(text: str) -> tuple[str, ...]:
    """The addresses a text leads to, each once, in order."""
    return tuple(dict.fromkeys(url for _, url in _LINK.findall(text)))


def _is_word(name: str) -> bool:
    return name in STANDING or (
        name.startswith(FACT) and _FACT_NAME.fullmatch(name.removeprefix(FACT)) is not None
    )


def _filled_block(block: str, values: Mapping[str, str | None]) -> str:
    if not _is_list(block):
        return _filled(block, values) or ""
    lines = [_filled(line, values) for line in block.splitlines()]
    return "\n".join(line for line in lines if line)


def _filled(part: str, values: Mapping[str, str | None]) -> str | None:
    if any(values.get(name) is None for name in letter_words(part)):
        return None
    return _SLOT.sub(lambda slot: _plain(values[slot[1].strip()] or ""), part)


def _plain(value: str) -> str:
    """A value as words alone: on one line, and nothing in it that could begin a link or a name."""
    line = " ".join(value.translate(_HARMLESS).split())
    return line if len(line) <= LONGEST_VALUE else line[: LONGEST_VALUE - 1].rstrip() + "…"


_HARMLESS = str.maketrans({"[": "(", "]": ")", "{": "(", "}": ")"})


def _is_list(block: str) -> bool:
    lines = block.strip().splitlines()
    return bool(lines) and all(line.lstrip().startswith("- ") for line in lines)


def _block(part: str) -> Block:
    lines = [line.strip() for line in part.strip().splitlines()]
    if _is_list(part):
        return Block(tuple(_spans(line.removeprefix("- ")) for line in lines), is_list=True)
    return Block((_spans(" ".join(lines)),))


def _spans(line: str) -> tuple[Span, ...]:
    found: list[Span] = []
    end = 0
    for match in _LINK.finditer(line):
        if match.start() > end:
            found.append(Span(line[end : match.start()]))
        found.append(Span(match[1], match[2]))
        end = match.end()
    if end < len(line):
        found.append(Span(line[end:]))
    return tuple(found)
