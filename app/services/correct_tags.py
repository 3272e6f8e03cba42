"""A person says a tag is right, wrong, another one or missing: it holds from then on, and teaches.

The interview is read again in a job, which tells `insight.updated`; what people said of its statements
outlives every later reading.
"""

from __future__ import annotations

from collections.abc import Sequence

from analysis import drivers, intents
from analysis.signals.learning import CORRECTIONS_NEEDED
from app import ids
from app.by import By
from app.database import Db
from app.errors import Conflict, Invalid, NotFound
from app.queries import corrections
from app.queue import nudge
from app.services.taught import nudge_learning
from app.tables import StatementRow, TagCorrection

KINDS = ("intent", "driver")


def names(kind: str) -> tuple[str, ...]:
    """What a tag of a kind may be called. Raises Invalid for a kind that is not corrected by name."""
    if kind not in KINDS:
        raise Invalid(f"Choose from: {', '.join(KINDS)}.", field="kind")
    return intents.NAMES if kind == "intent" else drivers.names()


async def correct_tag(
    db: Db, tag_id: str, by: By, *, is_right: bool | None, name: str | None = None
) -> list[TagCorrection]:
    """Confirms a tag, or takes it from every statement it rests on; with `name`, that one takes its place.

    Raises NotFound; Conflict for a theme or a sentiment; Invalid where it is not said whether the tag is
    right, for an unknown name, or for a name beside "right".
    """
    tag = await corrections.tag(db, tag_id)
    if tag is None:
        raise NotFound("There is no such tag.")
    if tag.kind not in KINDS:
        raise Conflict("Themes are corrected by moving their statements; a sentiment cannot be corrected.")
    if is_right is None:
        raise Invalid("Say whether the tag is right: true or false.", field="right")
    if name is not None:
        _check(tag.kind, name)
        if is_right or name == tag.name:
            raise Invalid("Another name is for a tag that is wrong.", field="name")
    lines = await corrections.statements(db, [str(line) for line in tag.evidence])
    said = [(tag.kind, tag.name, is_right)] + ([(tag.kind, name, True)] if name is not None else [])
    return await _keep(db, lines, said, by)


async def add_tag(db: Db, statement_id: str, by: By, *, kind: str, name: str) -> list[TagCorrection]:
    """Says that a statement shows an intent or a driver. Raises NotFound, Invalid."""
    line = await corrections.statement(db, statement_id)
    if line is None:
        raise NotFound("There is no such statement.")
    _check(kind, name)
    return await _keep(db, [line], [(kind, name, True)], by)


def _check(kind: str, name: str) -> None:
    known = names(kind)
    if name not in known:
        raise Invalid(f"Choose from: {', '.join(known)}.", field="name")


async def _keep(
    db: Db, lines: Sequence[StatementRow], said: Sequence[tuple[str, str, bool]], by: By
) -> list[TagCorrection]:
    kept = [
        TagCorrection(
            id=ids.new("cor"),
            workspace_id=by.workspace_id,
            interview_id=line.interview_id,
            turn=line.turn,
            start_offset=line.start_offset,
            end_offset=line.end_offset,
            kind=kind,
            name=name,
            is_right=is_right,
            user_id=by.user_id,
            api_key_id=by.key_id,
            made_at=by.at,
        )
        for line in lines
        for kind, name, is_right in said
    ]
    for row in kept:
        await corrections.keep(db, row)
    for interview in dict.fromkeys(line.interview_id for line in lines):
        await nudge(db, "analyse_interview", lane=f"analyse/{interview}", interview_id=interview)
    if await corrections.count(db) >= CORRECTIONS_NEEDED:
        await nudge_learning(db, by.workspace_id)
    return kept
