"""Reading a set of respondents from its files, with one clear sentence for each thing that is wrong."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from interviewer.rehearsal.personas import ACTS, SHAPES, Persona
from interviewer.rehearsal.questions import aspect_names, gap_kinds
from interviewer.rehearsal.stories import Story, slots_in

MOODS = ("happy", "mixed", "unhappy")
# What respondents say at the end, and when a story has nothing left.
MOMENTS = ("nothing_left", "confirms", "corrects", "nothing", "more", "aside")
# What every story and strength must be able to tell; a happy story has `value` in place of `situation`.
NEEDED = {
    "stories": ("goal", "setup", "example", "cause", "consequence", "before", "who", "wish"),
    "strengths": ("value", "example", "consequence"),
    "everyday": (),
}
Texts = tuple[str, ...]


@dataclass
class Problems:
    """Sentences about what is wrong, collected so that all are told at once."""

    found: list[str] = field(default_factory=list)

    def add(self, path: Path, key: str, sentence: str) -> None:
        where = f"{path.parent.name}/{path.name}" + (f", {key}" if key else "")
        self.found.append(f"{where}: {sentence}.")

    def unknown(self, path: Path, key: str, known: Iterable[str]) -> None:
        near = get_close_matches(re.split(r"[. ]", key)[-1], list(known), n=1)
        hint = f"; did you mean {near[0]!r}" if near else f"; known are {', '.join(sorted(known))}"
        self.add(path, key, f"is not known{hint}")


def read_table(path: Path, problems: Problems, *, optional: bool = False) -> dict[str, Texts]:
    """A file of lists of texts by name."""
    raw = _load(path, problems, optional)
    return {key: _texts(value, path, key, problems) for key, value in raw.items()}


def read_personas(path: Path, problems: Problems) -> dict[str, Persona]:
    """The personas by name; `like` takes over what another has, and its own keys win."""
    raw = _load(path, problems)
    personas = {}
    for name, own in raw.items():
        if not isinstance(own, dict):
            problems.add(path, name, "must be a table such as [plain]")
            continue
        like = own.get("like")
        if like is not None and like not in raw:
            problems.unknown(path, f"{name}.like = {like}", raw)
            continue
        persona = _persona(name, (raw[like] if like else {}) | own, path, problems)
        if persona:
            personas[name] = persona
    return personas


def read_stories(folder: Path, kind: str, shared: set[str], problems: Problems) -> dict[str, Story]:
    """The stories in a folder by name; `shared` are the slots anybody may use."""
    stories = {}
    for path in sorted(folder.glob("*.toml")):
        raw = _load(path, problems)
        own = {
            key: _texts(value, path, f"slots.{key}", problems) for key, value in raw.pop("slots", {}).items()
        }
        mood = raw.pop("mood", None)
        if mood not in MOODS:
            problems.add(path, "mood", f"must be one of {', '.join(MOODS)}")
            continue
        aspects = {key: _texts(value, path, key, problems) for key, value in raw.items()}
        told = "value" if mood == "happy" else "situation"
        for needed in (*NEEDED[kind], *([told] if kind == "stories" else [])):
            if needed not in aspects:
                problems.add(path, needed, f"is missing: every file in {kind}/ tells it")
        for aspect, accounts in aspects.items():
            if aspect not in aspect_names():
                problems.unknown(path, aspect, aspect_names())
            _check_slots(accounts, shared | set(own), path, aspect, problems)
        stories[path.stem] = Story(path.stem, mood, aspects, own)
    if not stories and kind != "everyday":
        problems.add(folder / "*.toml", "", "no file there; at least one is needed")
    return stories


Sayings = tuple[
    dict[str, Texts], dict[str, dict[str, Texts]], dict[str, Texts], dict[str, dict[str, Texts]], Texts
]


def read_sayings(path: Path, shared: set[str], problems: Problems) -> Sayings:
    """`(acts, leads, joins, thin, rambles)` of a sayings file."""
    raw = _load(path, problems)
    known = {"sayings", "leads", "joins", "thin", "rambles"}
    for key in raw.keys() - known:
        problems.unknown(path, key, known)
    acts = _lists(raw, "sayings", (*ACTS, *MOMENTS), path, problems)
    for needed in {*ACTS, *MOMENTS} - {"skips"} - acts.keys():
        problems.add(path, f"sayings.{needed}", "is missing")
    joins = _lists(raw, "joins", aspect_names(), path, problems)
    leads = _nested(raw, "leads", MOODS, path, problems)
    thin = _nested(raw, "thin", gap_kinds(), path, problems)
    rambles = _texts(raw.get("rambles", []), path, "rambles", problems, may_be_empty=True)
    groups = [acts, joins, {"rambles": rambles}, *leads.values(), *thin.values()]
    for key, texts in ((key, texts) for group in groups for key, texts in group.items()):
        _check_slots(texts, shared, path, key, problems)
    return acts, leads, joins, thin, rambles


def _persona(name: str, raw: Mapping[str, Any], path: Path, problems: Problems) -> Persona | None:
    known = {"like", "moods", "words", "first", "probed", "acts", "speaks_other"}
    before = len(problems.found)
    for key in raw.keys() - known:
        problems.unknown(path, f"{name}.{key}", known)
    moods, lengths = raw.get("moods"), raw.get("words")
    if not isinstance(moods, list) or not moods or set(moods) - set(MOODS):
        problems.add(path, f"{name}.moods", f"must list one or more of {', '.join(MOODS)}")
    if not (
        isinstance(lengths, list) and len(lengths) == 2 and all(isinstance(n, int) and n > 0 for n in lengths)
    ):
        problems.add(path, f"{name}.words", "must be two numbers: words to a new question and to a follow-up")
    for key in ("first", "probed"):
        shapes = raw.get(key)
        if not isinstance(shapes, dict) or not shapes or set(shapes) - set(SHAPES):
            problems.add(path, f"{name}.{key}", f"must weigh some of {', '.join(SHAPES)}")
    acts = raw.get("acts", {})
    for act, turns in acts.items():
        if act not in ACTS:
            problems.unknown(path, f"{name}.acts.{act}", ACTS)
        elif not isinstance(turns, list) or not all(isinstance(turn, int) for turn in turns):
            problems.add(path, f"{name}.acts.{act}", "must be a list of turns, counted from 1")
    if len(problems.found) > before or moods is None or lengths is None:
        return None
    return Persona(
        name,
        tuple(moods),
        (lengths[0], lengths[1]),
        raw["first"],
        raw["probed"],
        {act: tuple(turns) for act, turns in acts.items()},
        bool(raw.get("speaks_other", False)),
    )


def _load(path: Path, problems: Problems, optional: bool = False) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        if not optional:
            problems.add(path, "", "there is no such file")
    except UnicodeDecodeError:
        problems.add(path, "", "is not UTF-8")
    except tomllib.TOMLDecodeError as error:
        problems.add(path, "", f"is not TOML: {error}".rstrip("."))
    return {}


def _texts(value: Any, path: Path, key: str, problems: Problems, *, may_be_empty: bool = False) -> Texts:
    if isinstance(value, list) and (value or may_be_empty) and all(isinstance(one, str) for one in value):
        return tuple(value)
    problems.add(path, key, "must be a list of texts in quotation marks")
    return ()


def _lists(
    raw: Mapping[str, Any], name: str, known: Iterable[str], path: Path, problems: Problems
) -> dict[str, Texts]:
    found = {}
    for key, value in raw.get(name, {}).items():
        if key not in known:
            problems.unknown(path, f"{name}.{key}", known)
        found[key] = _texts(value, path, f"{name}.{key}", problems)
    return found


def _nested(
    raw: Mapping[str, Any], name: str, known: Iterable[str], path: Path, problems: Problems
) -> dict[str, dict[str, Texts]]:
    found = {}
    for aspect, group in raw.get(name, {}).items():
        if aspect not in aspect_names():
            problems.unknown(path, f"{name}.{aspect}", aspect_names())
        found[aspect] = _lists({aspect: group}, aspect, known, path, problems)
    return found


def _check_slots(texts: Texts, known: set[str], path: Path, key: str, problems: Problems) -> None:
    for text in texts:
        for slot in sorted(slots_in(text) - known):
            problems.add(path, key, f"uses {{{slot}}}, which neither [slots] nor particulars.toml holds")
        if text.count("[") != text.count("]") or text.count("{") != text.count("}"):
            problems.add(path, key, "has a bracket that is not closed")
