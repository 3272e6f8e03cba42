"""Themes as people want them: renamed, merged, split, excluded, brought back; statements placed by hand."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import Depends, Response, status
from pydantic import Field

from app.api.shapes import Limit, Next, Page, Shape, page, router
from app.api.theme_states import ThemeState, state_of
from app.database import Db
from app.deps import CallerDep, DbDep, KitDep, NowDep
from app.errors import Invalid, NotFound
from app.queries import studies as study_queries
from app.queries import theme_edits as queries
from app.queries.theme_edits import EditLine
from app.services import edit_themes, regroup_themes
from app.services.propose_split import propose_split
from app.services.regroup_themes import Part
from app.services.theme_editing import LONGEST_LABEL, Act

themes = router("themes")
statements = router("statements")
studies = router("studies")


def act_of(caller: CallerDep, now: NowDep) -> Act:
    return Act(now, key_id=caller.key_id)


ActDep = Annotated[Act, Depends(act_of)]
Id = Annotated[str, Field(max_length=60)]


class ThemeChange(Shape):
    label: str | None = Field(
        None, max_length=4 * LONGEST_LABEL, description="The name it keeps, whatever is analysed."
    )


class MergeIn(Shape):
    themes: list[Id] = Field([], max_length=200, description="Ids of themes that become part of this one.")


class PartIn(Shape):
    label: str = Field(max_length=4 * LONGEST_LABEL)
    statements: list[Id] = Field(max_length=20_000, description="Ids of statements of the theme.")


class SplitIn(Shape):
    parts: list[PartIn] = Field(
        [], max_length=200, description="What becomes a theme of its own each; the rest stays."
    )


class PartOut(Shape):
    """A part the analysis proposes. `stays`: the largest, which keeps the theme's id."""

    label: str
    stays: bool
    respondents: int
    statements: list[str]


class PlaceIn(Shape):
    theme: Id | None = Field(None, description="A theme's id, or null: it belongs to none. Say which.")


class EditOut(Shape):
    """`who` is a colleague's name or what a key is called; `what` is what changed."""

    id: str
    kind: Literal["rename", "merge", "split", "place", "exclude", "restore"]
    theme: str | None
    who: str | None
    what: dict[str, Any]
    at: datetime
    undone_at: datetime | None


@themes.patch("/{theme_id}", response_model=ThemeState)
async def rename(theme_id: str, given: ThemeChange, db: DbDep, act: ActDep) -> ThemeState:
    """Renames a theme; 409 when another theme of the study has the name, 410 for a retired one."""
    if given.label is not None:
        await edit_themes.rename_theme(db, theme_id, given.label, act)
    return await state_of(db, theme_id)


@themes.post("/{theme_id}/merge", response_model=ThemeState)
async def merge(theme_id: str, given: MergeIn, db: DbDep, act: ActDep) -> ThemeState:
    """Makes other themes part of this one: statements, tags and exemplars follow, their ids stay known."""
    await regroup_themes.merge_themes(db, theme_id, given.themes, act)
    return await state_of(db, theme_id)


@themes.get("/{theme_id}/split", response_model=list[PartOut])
async def proposal(theme_id: str, db: DbDep, kit: KitDep) -> list[PartOut]:
    """The parts a theme falls into, largest first; none where it is one subject. Nothing changes."""
    return [
        PartOut(
            label=part.label,
            stays=number == 0,
            respondents=part.respondents,
            statements=[line.id for line in part.lines],
        )
        for number, part in enumerate(await propose_split(kit, db, theme_id))
    ]


@themes.post("/{theme_id}/split", response_model=list[ThemeState], status_code=status.HTTP_201_CREATED)
async def split(theme_id: str, given: SplitIn, db: DbDep, act: ActDep) -> list[ThemeState]:
    """Makes parts themes of their own; what is in none stays. Gives the new themes."""
    parts = [Part(part.label, part.statements) for part in given.parts]
    born = await regroup_themes.split_theme(db, theme_id, parts, act)
    return [await state_of(db, name) for name in born]


@themes.post("/{theme_id}/exclude", response_model=ThemeState)
async def exclude(theme_id: str, db: DbDep, act: ActDep) -> ThemeState:
    """Hides a theme from pages, counts and events; what is nearest to it goes nowhere."""
    await edit_themes.exclude_theme(db, theme_id, act)
    return await state_of(db, theme_id)


@themes.post("/{theme_id}/restore", response_model=ThemeState)
async def restore(theme_id: str, db: DbDep, act: ActDep) -> ThemeState:
    """Brings an excluded theme back with its statements."""
    await edit_themes.restore_theme(db, theme_id, act)
    return await state_of(db, theme_id)


@statements.put("/{statement_id}/theme", status_code=status.HTTP_204_NO_CONTENT)
async def place(statement_id: str, given: PlaceIn, db: DbDep, act: ActDep) -> Response:
    """Puts a statement into a theme, or into none, for good: no analysis moves it again."""
    line = await queries.statement(db, statement_id)
    if line is None:
        raise NotFound("There is no such statement.")
    if "theme" not in given.model_fields_set:
        raise Invalid("Give a theme's id, or null for none.", field="theme")
    await regroup_themes.place_statements(db, line.study_id, [line.id], given.theme, act)
    return Response(status_code=status.HTTP_204_NO_CONTENT)


@studies.get("/{study_id}/themes/edits", response_model=Page[EditOut])
async def edits(study_id: str, db: DbDep, limit: Limit = 50, next: Next = None) -> dict[str, Any]:
    """What people changed about a study's themes, newest first."""
    await _study(db, study_id)
    return page(await queries.edits(db, study_id, limit=limit, cursor=next), _edit)


@studies.post("/{study_id}/themes/undo", response_model=EditOut)
async def undo(study_id: str, db: DbDep, act: ActDep) -> EditOut:
    """Takes back the last edit that holds; 409 where there is none."""
    await _study(db, study_id)
    edit = await edit_themes.undo_edit(db, study_id, act)
    found = await queries.edits(db, study_id, limit=200)
    return _edit(next(line for line in found.items if line.id == edit.id))


async def _study(db: Db, study_id: str) -> None:
    if await study_queries.study(db, study_id) is None:
        raise NotFound("There is no such study.")


def _edit(line: EditLine) -> EditOut:
    return EditOut(
        id=line.id,
        kind=line.kind,
        theme=line.theme_id,
        who=line.who,
        what=line.what,
        at=line.created_at,
        undone_at=line.undone_at,
    )
