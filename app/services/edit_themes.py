"""One theme edited by a person: renamed, excluded, brought back; and the last edit of a study undone."""

from __future__ import annotations

from app.database import Db
from app.errors import Conflict
from app.queries import studies, theme_edits, themes
from app.queue import nudge
from app.services.heirs import heirs
from app.services.theme_editing import Act, Move, keep_edit, label_for, moves_of, theme_to_edit
from app.tables import StatementRow, ThemeEdit


async def rename_theme(db: Db, theme_id: str, label: str, act: Act) -> None:
    """Gives a theme a name no run takes away again. Raises NotFound, Gone, Conflict, Invalid."""
    theme = await theme_to_edit(db, theme_id)
    wanted = await label_for(db, theme.study_id, label, but=theme.id)
    if wanted == theme.label:
        return
    line = act.line("renamed", before=theme.label, after=wanted)
    await themes.rename(db, theme.id, wanted, line)
    await keep_edit(db, act, "rename", theme, theme.id, {"label": [theme.label, wanted]})


async def exclude_theme(db: Db, theme_id: str, act: Act) -> None:
    """Hides a theme: its statements belong to none, and what will be nearest to it goes nowhere.

    Raises NotFound, Gone, Conflict."""
    theme = await theme_to_edit(db, theme_id)
    lines = await theme_edits.statements_in(db, [theme.id])
    await theme_edits.set_hidden(db, theme.id, act.line("excluded"), act.at)
    await keep_edit(db, act, "exclude", theme, theme.id, {"moves": moves_of(lines, None, "person")})


async def restore_theme(db: Db, theme_id: str, act: Act) -> None:
    """Brings an excluded theme back with the statements it had. Raises NotFound, Gone, Conflict."""
    theme = await theme_to_edit(db, theme_id, hidden=True)
    held = await theme_edits.holding(db, theme.study_id)
    excluded = [edit for edit in held if edit.kind == "exclude" and edit.theme_id == theme.id]
    moves = await _back(db, excluded[-1]) if excluded else []
    await theme_edits.set_hidden(db, theme.id, act.line("restored"), None)
    await keep_edit(db, act, "restore", theme, theme.id, {"moves": moves})


async def undo_edit(db: Db, study_id: str, act: Act) -> ThemeEdit:
    """Takes the study's last edit back, as far as what it changed is still so.

    Raises Conflict where none holds, or another theme has taken the name."""
    await studies.hold(db, study_id)
    edit = await theme_edits.last(db, study_id)
    if edit is None:
        raise Conflict("There is no edit to undo.")
    if edit.kind == "rename" and edit.theme_id:
        before = await label_for(db, study_id, edit.what["label"][0], but=edit.theme_id)
        await themes.rename(db, edit.theme_id, before, act.line("undone", edit="rename"))
    elif edit.theme_id and edit.kind in ("exclude", "restore"):
        hidden_at = act.at if edit.kind == "restore" else None
        await theme_edits.set_hidden(db, edit.theme_id, act.line("undone", edit=edit.kind), hidden_at)
    for merged in edit.what.get("merged", ()):
        await theme_edits.set_merged(db, merged, None, act.line("undone", edit="merge"), act.at)
    moves = await _back(db, edit)
    for born in edit.what.get("born", ()):
        # what joined the part since goes where the rest of it goes
        moved = {move[0] for move in moves}
        joined = [line for line in await theme_edits.statements_in(db, [born]) if line.id not in moved]
        moves += moves_of(joined, edit.theme_id)
        await theme_edits.set_merged(db, born, edit.theme_id, act.line("undone", edit="split"), act.at)
    await theme_edits.move(db, {move[0]: (move[3], move[4]) for move in moves})
    await theme_edits.set_undone(db, edit.id, act.at)
    await nudge(db, "retheme", lane=f"retheme/{study_id}", study_id=study_id)
    return edit


async def _back(db: Db, edit: ThemeEdit) -> list[Move]:
    """The edit's moves the other way round, of statements that are still where it put them."""
    moves = edit.what.get("moves", ())
    lines = {line.id: line for line in await theme_edits.statements(db, edit.study_id, [m[0] for m in moves])}
    now_at = heirs(await themes.all_themes(db, edit.study_id), but=edit.theme_id)
    return [
        (statement, to, by, now_at.get(before), was_by)
        for statement, before, was_by, to, by in moves
        if _is_at(lines.get(statement), to, by)
    ]


def _is_at(line: StatementRow | None, theme_id: str | None, by: str) -> bool:
    return line is not None and (line.theme_id, line.placed_by) == (theme_id, by)
