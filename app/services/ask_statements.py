"""A question is answered with what people said: counted, grouped by theme, and put into prose by a model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import fmean
from typing import Final

from analysis.answering import Prose, answer
from analysis.types import NEUTRAL_BELOW
from app.database import Db
from app.kit import Kit
from app.queries import search
from app.queries.search import Filters, Found
from app.services.ask_model import asking
from app.services.record_calls import About
from app.services.search_statements import Hit, hits, rank

NEAR: Final = 0.35
"""An answer counts people, so it takes what is nearer to the question than a search has to be."""
GROUPS: Final = 6
QUOTES: Final = 3
_READ_BY_MODEL: Final = 24


@dataclass(frozen=True)
class Group:
    """What was said on one theme; `theme_id` is None for what is in none that may be shown."""

    theme_id: str | None
    theme: str | None
    study_id: str | None
    people: int
    accounts: int
    statements: int
    quotes: tuple[Hit, ...]


@dataclass(frozen=True)
class Line:
    """A sentence of a model's, with the statements it rests on (never empty)."""

    text: str
    evidence: tuple[Hit, ...]


@dataclass(frozen=True)
class Reply:
    """An answer. `lead` counts people by rule; `prose` is a model's, empty without one; `notes` say what
    was left out and why; `prompts` has the hash of each prompt behind the prose."""

    question: str
    lead: str
    people: int
    accounts: int
    positive: int
    negative: int
    groups: tuple[Group, ...]
    prose: tuple[Line, ...] = ()
    notes: tuple[str, ...] = ()
    prompts: Mapping[str, str] = field(default_factory=dict)


async def ask_statements(
    kit: Kit, db: Db, workspace_id: str, question: str, filters: Filters, *, with_model: bool = True
) -> Reply:
    """What people said that answers the question. Raises Invalid for a question without a word."""
    found = await rank(db, kit.encoding, question, filters, near=NEAR)
    lines = await search.lines(db, found.ids)
    groups = _groups(
        lines, await search.shown_themes(db, list({line.theme_id for line in lines if line.theme_id}))
    )
    best = _best(groups)
    told = {hit.line.id: hit for hit in await hits(db, found, [line.id for line in best])}
    reply = _counted(question, lines, [_group(key, group, told) for key, group in groups[:GROUPS]])
    if not with_model or kit.models is None or not lines:
        return reply
    if kit.drafting.locked():
        busy = "The model is busy; these are the statements themselves."
        return replace(reply, notes=(busy,))
    async with kit.drafting, asking(kit, About(workspace_id, "analysis", filters.study), is_live=True) as ask:
        if ask is None:
            return replace(
                reply, notes=("The model's budget is used up; these are the statements themselves.",)
            )
        prose = await answer(question, [line.text for line in best], ask=ask)
    return _with_prose(reply, prose, [told[line.id] for line in best])


def _groups(lines: Sequence[Found], shown: set[str]) -> list[tuple[str | None, list[Found]]]:
    """Lines by theme, most people first; what has no theme that may be shown comes last."""
    by_theme: dict[str | None, list[Found]] = {}
    for line in lines:
        by_theme.setdefault(line.theme_id if line.theme_id in shown else None, []).append(line)
    return sorted(by_theme.items(), key=lambda item: (item[0] is None, -_people(item[1])))


def _best(groups: Sequence[tuple[str | None, list[Found]]]) -> list[Found]:
    """The statements that are shown: of each group its best ones, by different people where there are."""
    return [line for _, group in groups[:GROUPS] for line in _voices(group)][:_READ_BY_MODEL]


def _voices(group: Sequence[Found]) -> list[Found]:
    first = {line.respondent: line for line in reversed(group)}
    by_others = [line for line in group if first[line.respondent] is line]
    again = [line for line in group if first[line.respondent] is not line]
    return (by_others + again)[:QUOTES]


def _group(theme_id: str | None, group: Sequence[Found], told: Mapping[str, Hit]) -> Group:
    one = group[0]
    return Group(
        theme_id=theme_id,
        theme=one.theme if theme_id else None,
        study_id=one.study_id if theme_id else None,
        people=_people(group),
        accounts=_accounts(group),
        statements=len(group),
        quotes=tuple(told[line.id] for line in _voices(group) if line.id in told),
    )


def _counted(question: str, lines: Sequence[Found], groups: Sequence[Group]) -> Reply:
    feelings: dict[str, list[float]] = {}
    for line in lines:
        if line.sentiment is not None:
            feelings.setdefault(line.respondent, []).append(line.sentiment)
    moods = [fmean(values) for values in feelings.values()]
    positive = sum(mood >= NEUTRAL_BELOW for mood in moods)
    negative = sum(mood <= -NEUTRAL_BELOW for mood in moods)
    people, accounts = _people(lines), _accounts(lines)
    return Reply(
        question=" ".join(question.split()),
        lead=lead(people, accounts, positive, negative),
        people=people,
        accounts=accounts,
        positive=positive,
        negative=negative,
        groups=tuple(groups),
    )


def lead(people: int, accounts: int, positive: int, negative: int) -> str:
    """What the figures say, in one plain sentence."""
    if not people:
        return "Nobody has spoken of this so far."
    who = "1 person" if people == 1 else f"{people:,} people"
    where = f" in {accounts:,} account{'' if accounts == 1 else 's'}" if accounts else ""
    moods = [f"{count:,} {word}" for count, word in ((negative, "negative"), (positive, "positive")) if count]
    return f"{who}{where} spoke of this" + (f"; {', '.join(moods)}." if moods else ".")


def _with_prose(reply: Reply, prose: Prose | None, told: Sequence[Hit]) -> Reply:
    if prose is None:
        return replace(reply, notes=("The model gave no answer; these are the statements themselves.",))
    said = tuple(
        Line(sentence.text, tuple(told[row] for row in sentence.evidence)) for sentence in prose.sentences
    )
    notes: tuple[str, ...] = ()
    if prose.left_out:
        many = "1 sentence" if prose.left_out == 1 else f"{prose.left_out:,} sentences"
        notes = (f"{many} of the model left out: not to be found in the statements named for it.",)
    return replace(reply, prose=said, notes=notes, prompts=prose.prompts)


def _people(lines: Sequence[Found]) -> int:
    return len({line.respondent for line in lines})


def _accounts(lines: Sequence[Found]) -> int:
    return len({line.account_id for line in lines if line.account_id})
