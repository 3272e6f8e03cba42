"""What the learned second opinion looks at in an answer: its words and letter sequences, and what the
word lists heard."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from zlib import crc32

# Rows of the weight table for words and letter sequences; a name is put in one by its checksum.
BUCKETS = 1 << 14

# As much of an answer as is looked at: beyond that it is an account, whatever the rest says.
_MOST_CHARS = 600
_LETTERS = (3, 4, 5)
_TOKEN = re.compile(r"\w+(?:'\w+)?|[^\w\s]")
_UNSPACED = re.compile(r"[぀-ヿ㐀-鿿]")


@dataclass(frozen=True, slots=True)
class Evidence:
    """`buckets` are weight rows of words and letter sequences, none twice; `signs` names of what else is
    known about the answer: where it was given, its length, which word lists heard something."""

    buckets: tuple[int, ...]
    signs: tuple[str, ...]


def evidence(text: str, english: str, *, in_closing: bool, heard: Iterable[str]) -> Evidence:
    """The evidence in one answer; `text` and its `english` are lower-cased with straight quotes
    (`text.plain`), `heard` the names of word lists that matched and of labels and cues found by rule."""
    tokens = _TOKEN.findall(without_accents(text[:_MOST_CHARS]))
    names = _names(tokens, in_closing)
    for token in tokens:
        names.update(_letter_sequences(token))
    if english != text:
        names |= _names(_TOKEN.findall(english[:_MOST_CHARS]), in_closing)
    buckets = {crc32(name.encode()) % BUCKETS for name in names}
    return Evidence(tuple(sorted(buckets)), (*_circumstances(text, tokens, in_closing), *heard))


def _names(tokens: list[str], in_closing: bool) -> set[str]:
    """The words, in ones, twos and threes, and a short answer as a whole."""
    names = set(tokens)
    framed = ["^", *tokens, "$"]
    names.update(f"{left} {right}" for left, right in pairwise(framed))
    names.update(f"{a} {b} {c}" for (a, b), (_, c) in pairwise(pairwise(framed)))
    if len(tokens) <= 4:
        names.add(f"{'closing' if in_closing else 'topic'}: {' '.join(tokens)}")
    return names


def _circumstances(text: str, tokens: list[str], in_closing: bool) -> list[str]:
    said = [token for token in tokens if token[0].isalnum()]
    signs = [f"words {_size(len(said))}", "closing" if in_closing else "topic"]
    if text.endswith(("?", "?)", '?"')):
        signs.append("asks")
    elif "?" in text:
        signs.append("asks within")
    if any(sign.isdigit() for sign in text):
        signs.append("digits")
    if not said:
        signs.append("no words")
    return signs


def _size(count: int) -> str:
    return next((f"to {most}" for most in (0, 1, 2, 3, 5, 8, 12, 18, 26, 40) if count <= most), "over 40")


def _letter_sequences(token: str) -> Iterable[str]:
    if _UNSPACED.search(token):
        return [f"_{token[start : start + size]}" for size in (1, 2, 3) for start in range(len(token))]
    framed = f"<{token}>"
    return [
        f"_{framed[start : start + size]}" for size in _LETTERS for start in range(len(framed) - size + 1)
    ]


def without_accents(text: str) -> str:
    """The text with bare letters."""
    apart = unicodedata.normalize("NFD", text)
    return "".join(sign for sign in apart if not unicodedata.combining(sign))
