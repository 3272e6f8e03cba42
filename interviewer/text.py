"""Small, language-neutral tools for words people typed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from interviewer.unspaced import LETTERS, pieces

_QUOTES = str.maketrans(
    {"’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"'}
)
_END = re.compile(
    r"[.!?…]+[\"'”’»)」』]*(?=\s|$)|[？！。．｡]+[」』）”]*|(?<=[ぁ-ヿ一-龥々])[!?]+[」』”]*|\n+"
)
_WIDE = ("。", "！", "？", "」", "』", "、", "：")
_WORD = re.compile(r"\w+(?:['’\-]\w+)*")
_NOT_AN_END = re.compile(
    r"(?:^\W*\d+|\b(?:e\.g|i\.e|z\.\s?b|d\.\s?h|u\.a|p\.\s?ej|approx|vs|mr|mrs|dr|no|ca|bzw))\.$",
    re.IGNORECASE,
)


def plain(text: str) -> str:
    """Lower-case, NFKC (full-width letters, digits and ！？ made narrow), straight quotes, single spaces:
    what word lists are matched against."""
    return " ".join(unicodedata.normalize("NFKC", text.translate(_QUOTES)).lower().split())


def words(text: str) -> list[str]:
    """The words of a text in order; `didn't` and `follow-up` are one word each. Japanese, written without
    spaces, is cut where its scripts change and at particles: about one word for two characters."""
    found: list[str] = _WORD.findall(text)
    if not LETTERS.search(text):
        return found
    return [piece for word in found for piece in (pieces(word) if LETTERS.search(word) else [word])]


def joined(parts: Iterable[str]) -> str:
    """Sentences put one after the other, with a space between them unless a full-width mark parts them."""
    whole = ""
    for part in parts:
        space = " " if whole and part and not whole.endswith(_WIDE) else ""
        whole += space + part
    return whole


def sentences(text: str) -> list[str]:
    """The sentences of a text in order, trimmed, each with its end mark; a line break ends one too."""
    found: list[str] = []
    start = 0
    for end in _END.finditer(text):
        piece = text[start : end.end()].strip()
        if piece and ("\n" in end[0] or not _NOT_AN_END.search(piece)):
            found.append(piece)
            start = end.end()
    rest = text[start:].strip()
    return [*found, rest] if rest else found


def same_words(text: str) -> str:
    """The bare word sequence of a text, to tell whether two are the same but for marks and case."""
    return " ".join(words(plain(text)))


def without_quotes(text: str) -> str:
    """A text without what stands in quotation marks: what the speaker says in their own name."""
    return re.sub(r"[“„«\"][^“”„«»\"\n]*[”“»\"]|「[^「」\n]*」", " ", text)
