"""What a goal in one sentence is about: the nearest template, and a topic where one can be read safely."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from operator import mul
from pathlib import Path
from typing import Any

from interviewer.authoring.rewriting import in_plain_words
from interviewer.authoring.style import style
from interviewer.coverage import Encode
from interviewer.guide_files import parse_guide, template_names, template_text
from interviewer.text import plain, words

_FILES = Path(__file__).parent / "goals"
# Where nothing in the goal says otherwise: how people work with the product.
DEFAULT = "feature-adoption"
_LONGEST_TOPIC = 5
# Letters, digits and what stands inside names; anything else is no topic to put into a question.
_TOPIC = re.compile(r"\w[\w '&/+.-]{0,48}\w")


@dataclass(frozen=True, slots=True)
class Kind:
    """One way a goal can be about something. `questions` hold `{topic}`; `replaces` are ids of the template's
    questions they make superfluous, `position` is where they go. `template` "" leaves the choice open."""

    pattern: re.Pattern[str]
    questions: tuple[dict[str, Any], ...]
    template: str = ""
    generic: str = ""
    replaces: tuple[str, ...] = ()
    title: str = ""
    position: int = 0


@dataclass(frozen=True, slots=True)
class Reader:
    """How goals of one language are read."""

    lead: re.Pattern[str]
    cut: re.Pattern[str]
    ours: re.Pattern[str]
    theirs: str
    generic: re.Pattern[str]
    templates: dict[str, re.Pattern[str]]
    kinds: tuple[Kind, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """A goal as read: the goal without its lead, the template, and with a topic the kind of goal it is."""

    told: str
    template: str
    topic: str = ""
    kind: Kind | None = None


def read_goal(goal: str, language: str, *, product: str = "", nearest: str = "") -> Read:
    """What a goal asks for. Its words decide; where they leave it open, the template `nearest` in meaning.
    The same goal is always read the same way."""
    reader = _reader(language)
    bare = " ".join(goal.split()).rstrip(".!? ")
    told = reader.lead.sub("", bare, count=1) if reader else bare
    topic, kind = _topic(reader, told, language, product) if reader else ("", None)
    template = _named(bare, language) or nearest or DEFAULT
    if kind is None:
        return Read(told, template)
    if not topic:
        return Read(told, kind.generic or template)
    return Read(told, kind.template or template, topic, kind)


def _topic(reader: Reader, told: str, language: str, product: str) -> tuple[str, Kind | None]:
    """The topic and its kind; "" with a kind for the product as a whole, ("", None) where none is safe."""
    for kind in reader.kinds:
        match = kind.pattern.fullmatch(told)
        if match is None:
            continue
        found = next((part for part in match.groups() if part), "")
        topic = reader.cut.sub("", found).strip(" ,;:'\"")
        topic = re.split(r"[,;:(]", topic)[0].strip()
        if reader.generic.fullmatch(topic) or (product and plain(topic) == plain(product)):
            return "", kind
        topic = in_plain_words(reader.ours.sub(reader.theirs, topic), style(language))
        if _TOPIC.fullmatch(topic) and len(words(topic)) <= _LONGEST_TOPIC:
            return topic, kind
        return "", None
    return "", None


def _named(goal: str, language: str) -> str:
    """The template whose words the goal uses most; "" on a tie or where it uses none."""
    for tried in dict.fromkeys((language, "en")):
        reader = _reader(tried)
        if reader is None:
            continue
        hits = {name: len(set(found.findall(plain(goal)))) for name, found in reader.templates.items()}
        best = [name for name, count in hits.items() if count and count == max(hits.values())]
        if best:
            return best[0]
    return ""


async def nearest_template(goal: str, encode: Encode) -> str:
    """The name of the template nearest to the goal in meaning."""
    names = template_names()
    rows = [list(row) for row in await encode([goal, *(_told(name) for name in names)])]
    likeness = [sum(map(mul, rows[0], row)) for row in rows[1:]]
    return names[likeness.index(max(likeness))]


def _told(name: str) -> str:
    """What a template is for, in English: its title and its objectives."""
    guide = parse_guide(template_text(name), f"{name}.yaml")
    return ". ".join((guide.title.say("en"), *(question.objective for question in guide.questions)))


@cache
def _reader(language: str) -> Reader | None:
    path = _FILES / f"{language}.toml"
    if not re.fullmatch(r"[a-z]{2}", language) or not path.is_file():
        return None
    told = tomllib.loads(path.read_text(encoding="utf-8"))

    def compiled(pattern: str) -> re.Pattern[str]:
        return re.compile(pattern, re.IGNORECASE)

    return Reader(
        lead=compiled(told["lead"]),
        cut=compiled(told["cut"]),
        ours=compiled(told["ours"]),
        theirs=told["theirs"],
        generic=compiled(told["generic"]),
        templates={
            name: compiled(rf"(?<!\w)(?:{'|'.join(each)})(?!\w)") for name, each in told["templates"].items()
        },
        kinds=tuple(_kind(entry, compiled(entry["from"])) for entry in told.get("kind", [])),
    )


def _kind(entry: dict[str, Any], pattern: re.Pattern[str]) -> Kind:
    return Kind(
        pattern=pattern,
        questions=tuple(entry["question"]),
        template=entry.get("template", ""),
        generic=entry.get("generic", ""),
        replaces=tuple(entry.get("replaces", ())),
        title=entry.get("title", ""),
        position=entry.get("position", 0),
    )
