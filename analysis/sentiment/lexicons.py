"""How a statement feels by word list alone, in languages the blend has not learnt.

One file per language in `lexicons/`: words and phrases with their valence, and the words that turn it
round, strengthen or weaken it, or open the half that counts. Editing them needs no Python.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from math import sqrt
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent / "lexicons"
_MAX_CHARS: Final = 2_000
_WORD = re.compile(r"\w+")
_CLAUSE_END = re.compile(r"[.!?;:,…\n]")
# A negator turns the next valued word within so many words, else the last one before it.
_NEGATES_AHEAD, _NEGATES_BACK = 3, 4
_TURNED: Final = -0.7
_STRONGER, _WEAKER = 1.3, 0.7
_BEFORE_CONTRAST, _AFTER_CONTRAST = 0.85, 1.05
# Sums saturate at -1 and 1: sum / sqrt(sum² + this), the shape VADER uses (Hutto and Gilbert 2014).
_SATURATION: Final = 8.0
# `Génial, encore une panne`: praise this strong in so few words, then bad news, was not meant.
_IRONIC_PRAISE, _IRONIC_WORDS = 3.0, 2


@dataclass(frozen=True, slots=True)
class Reading:
    """`value` in -1..1, `hits`: the words and phrases behind it, `agreement` among them in 0..1."""

    value: float
    hits: int
    agreement: float


@dataclass(frozen=True, slots=True)
class _Lexicon:
    words: dict[str, float]
    prefixes: dict[str, float]
    phrases: tuple[tuple[re.Pattern[str], float], ...]
    negators: frozenset[str]
    intensifiers: frozenset[str]
    weakeners: frozenset[str]
    contrast: re.Pattern[str]


@dataclass(slots=True)
class _Unit:
    """A valued word or phrase: where it starts, its clause, its words' indexes, what it is worth."""

    start: int
    clause: int
    first: int
    last: int
    value: float
    is_phrase: bool = False


@cache
def languages() -> frozenset[str]:
    """ISO 639-1 codes with a word list."""
    return frozenset(path.stem for path in FOLDER.glob("*.toml"))


def read(text: str, language: str) -> Reading:
    """The text's value by the word list of `language`, which must be one of `languages()`."""
    lexicon = _lexicon(language)
    plain = text[:_MAX_CHARS].lower().replace("’", "'")
    units = [unit for unit in _units(plain, lexicon) if unit.value]
    turn = _last_contrast(plain, units, lexicon)
    if turn is None:
        _unmask_irony(plain, units)
    else:
        for unit in units:
            unit.value *= _BEFORE_CONTRAST if unit.start < turn else _AFTER_CONTRAST
    total = sum(unit.value for unit in units)
    weight = sum(abs(unit.value) for unit in units)
    return Reading(_saturated(total), len(units), abs(total) / weight if weight else 0.0)


def added_up(text: str, language: str) -> float:
    """The same words without negators, phrases or contrast: what the rules are measured against."""
    lexicon = _lexicon(language)
    total = sum(_worth(match.group(), lexicon) for match in _WORD.finditer(text[:_MAX_CHARS].lower()))
    return _saturated(total)


def _saturated(total: float) -> float:
    return total / sqrt(total * total + _SATURATION)


def _units(text: str, lexicon: _Lexicon) -> list[_Unit]:
    words = list(_WORD.finditer(text))
    clauses = _clauses(text, words)
    index = {match.start(): i for i, match in enumerate(words)}
    ends = {match.end(): i for i, match in enumerate(words)}
    units: list[_Unit] = []
    taken: set[int] = set()
    for pattern, value in lexicon.phrases:
        for match in pattern.finditer(text):
            first, last = index[match.start()], ends[match.end()]
            if taken.isdisjoint(range(first, last + 1)):
                taken.update(range(first, last + 1))
                units.append(_Unit(match.start(), clauses[first], first, last, value, True))
    for i, match in enumerate(words):
        if i not in taken and (worth := _worth(match.group(), lexicon)):
            units.append(_Unit(match.start(), clauses[i], i, i, worth))
    units.sort(key=lambda unit: unit.start)
    for unit in units:
        before = words[unit.first - 1].group() if unit.first else ""
        if before in lexicon.intensifiers:
            unit.value *= _STRONGER
        elif before in lexicon.weakeners:
            unit.value *= _WEAKER
    for i, match in enumerate(words):
        if i not in taken and match.group() in lexicon.negators:
            closes = i + 1 == len(words) or clauses[i + 1] != clauses[i]
            _negate(units, i, clauses[i], match.start() if closes else None)
    return sorted(units, key=lambda unit: unit.start)


def _clauses(text: str, words: list[re.Match[str]]) -> list[int]:
    """The number of the clause each word stands in."""
    numbers, number, end = [], 0, 0
    for match in words:
        number += bool(_CLAUSE_END.search(text, end, match.start()))
        numbers.append(number)
        end = match.end()
    return numbers


def _worth(word: str, lexicon: _Lexicon) -> float:
    if word in lexicon.words:
        return lexicon.words[word]
    for length in range(len(word), 1, -1):
        if word[:length] in lexicon.prefixes:
            return lexicon.prefixes[word[:length]]
    return 0.0


def _negate(units: list[_Unit], at: int, clause: int, closes_at: int | None) -> None:
    """Turns one unit round. A negator that closes a clause of its own (`the idea is good, the rest is
    not`) takes back what was said before it instead."""
    near = [unit for unit in units if unit.clause == clause]
    ahead = [unit for unit in near if 0 < unit.first - at <= _NEGATES_AHEAD and not unit.is_phrase]
    back = [unit for unit in near if 0 < at - unit.last <= _NEGATES_BACK and not unit.is_phrase]
    earlier = [unit for unit in units if unit.clause == clause - 1]
    if ahead:
        ahead[0].value *= _TURNED
    if back and (not ahead or at - back[-1].last == 1):
        back[-1].value *= _TURNED
    if not near and earlier and closes_at is not None:
        units.append(_Unit(closes_at, clause, at, at, -earlier[-1].value))


def _last_contrast(text: str, units: list[_Unit], lexicon: _Lexicon) -> int | None:
    """Where the last contrast with valued words on both sides stands."""
    for match in reversed(list(lexicon.contrast.finditer(text))):
        if any(u.start < match.start() for u in units) and any(u.start > match.start() for u in units):
            return match.start()
    return None


def _unmask_irony(text: str, units: list[_Unit]) -> None:
    end = _CLAUSE_END.search(text)
    if end is None or len(units) < 2 or len(_WORD.findall(text[: end.start()])) > _IRONIC_WORDS:
        return
    opener = units[0]
    if opener.start < end.start() and opener.value >= _IRONIC_PRAISE and sum(u.value for u in units[1:]) < 0:
        opener.value = -1.0


@cache
def _lexicon(language: str) -> _Lexicon:
    data = tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    entries = {word: float(value) for value, line in data["words"].items() for word in line.split()}
    phrases = {phrase: float(value) for value, group in data["phrases"].items() for phrase in group}
    longest_first = sorted(phrases.items(), key=lambda item: (-len(item[0]), item[0]))
    contrast = "|".join(re.escape(word) for word in data["contrast"].split())
    return _Lexicon(
        words={word: value for word, value in entries.items() if not word.endswith("*")},
        prefixes={word[:-1]: value for word, value in entries.items() if word.endswith("*")},
        phrases=tuple((_phrase(phrase), value) for phrase, value in longest_first),
        negators=frozenset(data["negators"].split()),
        intensifiers=frozenset(data["intensifiers"].split()),
        weakeners=frozenset(data["weakeners"].split()),
        contrast=re.compile(rf"\b(?:{contrast})\b"),
    )


def _phrase(phrase: str) -> re.Pattern[str]:
    pattern = ""
    for word in re.findall(r"\w+\*?", phrase):
        if word == "_":
            pattern += r"(?:\W+\w+){0,3}"
        else:
            pattern += (r"\W+" if pattern else r"\b") + word.replace("*", r"\w*")
    return re.compile(pattern + r"\b")
