"""The built-in interviewer's phrases, one file per language, chosen so that none is worn out."""

from __future__ import annotations

import hashlib
import re
import tomllib
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import prompts
from interviewer.text import same_words

_FILES = Path(prompts.__file__).parent / "interviewer" / "phrases"
_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Phrases:
    """One language's phrases: lists by `group.key`. `sha256` is of the file, kept with every turn."""

    language: str
    lists: Mapping[str, tuple[str, ...]]
    sha256: str

    def pick(self, key: str, seed: int, said: Collection[str] = (), **values: str) -> str:
        """One phrase of a list, filled. `seed` decides where the search starts; phrases that stand in
        `said` already are passed over while another is left."""
        options = self.lists[key]
        start = zlib.crc32(f"{key}/{seed}".encode()) % len(options)
        ordered = [_filled(option, values) for option in (*options[start:], *options[:start])]
        spoken = "\n".join(same_words(text) for text in said)
        return next((text for text in ordered if not _heard(text, spoken)), ordered[0])


def phrase_languages() -> list[str]:
    """Languages there are phrases for, sorted."""
    return list(_phrase_languages())


@cache  # asked for in every turn, and a look at the disk each time would be felt
def _phrase_languages() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in _FILES.glob("*.toml")))


@cache
def phrases(language: str) -> Phrases:
    """The phrases of `language`; English where there are none."""
    if language not in phrase_languages():
        return phrases("en")
    raw = (_FILES / f"{language}.toml").read_bytes()
    groups = tomllib.loads(raw.decode("utf-8"))
    lists = {
        f"{group}.{key}": tuple(options) for group, keys in groups.items() for key, options in keys.items()
    }
    return Phrases(language, lists, hashlib.sha256(raw).hexdigest())


def _filled(text: str, values: Mapping[str, str]) -> str:
    return _SLOT.sub(lambda match: values.get(match[1], ""), text)


def _heard(text: str, spoken: str) -> bool:
    """Whether these words were said before; a bare `Noted.` may return."""
    bare = same_words(text)
    return len(bare.split()) > 1 and re.search(rf"(?:^|\W){re.escape(bare)}(?:$|\W)", spoken) is not None
