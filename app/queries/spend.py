"""SQL for what models cost: call by call, and added up by day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from psycopg.types.json import Jsonb

from app import ids
from app.database import Db
from app.queries.base import insert_many, many, one, run
from app.tables import ModelCall


@dataclass(frozen=True)
class Standing:
    """What the caps are held against: the caps' JSON, and tokens and cost of each scope so far."""

    workspace_caps: dict[str, Any]
    study_caps: dict[str, Any]
    interview_tokens: int
    interview_micros: int
    study_tokens: int
    study_micros: int
    day_tokens: int
    day_micros: int


@dataclass(frozen=True)
class Usage:
    """Calls added up. `unpriced` of them lack a price and are not in `cost_micros`."""

    calls: int
    unpriced: int
    prompt_tokens: int
    cached_tokens: int
    completion_tokens: int
    cost_micros: int

    @property
    def tokens(self) -> int:
        return self.prompt_tokens + self.completion_tokens


@dataclass(frozen=True)
class DayUsage(Usage):
    """One day of a workspace."""

    day: date


async def standing(
    db: Db, workspace_id: str, *, study_id: str | None, interview_id: str | None, day: date
) -> Standing:
    """Everything about the caps in one statement. Days are added up as calls are written, so this reads an
    interview's few calls, a study's days and a day's studies, however much was asked before."""
    found = await one(
        db,
        Standing,
        "SELECT w.model_caps AS workspace_caps, coalesce("
        "  (SELECT model_caps FROM studies WHERE id = %(study)s), '{}'::jsonb) AS study_caps,"
        " i.tokens AS interview_tokens, i.micros AS interview_micros,"
        " s.tokens AS study_tokens, s.micros AS study_micros, d.tokens AS day_tokens, d.micros AS day_micros"
        " FROM workspaces w"
        " CROSS JOIN LATERAL (SELECT coalesce(sum(prompt_tokens + completion_tokens), 0)::bigint AS tokens,"
        "  coalesce(sum(cost_micros), 0)::bigint AS micros"
        "  FROM model_calls WHERE interview_id = %(interview)s) i"
        " CROSS JOIN LATERAL (SELECT coalesce(sum(prompt_tokens + completion_tokens), 0)::bigint AS tokens,"
        "  coalesce(sum(cost_micros), 0)::bigint AS micros FROM model_days WHERE study_id = %(study)s) s"
        " CROSS JOIN LATERAL (SELECT coalesce(sum(prompt_tokens + completion_tokens), 0)::bigint AS tokens,"
        "  coalesce(sum(cost_micros), 0)::bigint AS micros"
        "  FROM model_days WHERE workspace_id = w.id AND day = %(day)s) d"
        " WHERE w.id = %(workspace)s",
        workspace=workspace_id,
        study=study_id,
        interview=interview_id,
        day=day,
    )
    return found or Standing({}, {}, 0, 0, 0, 0, 0, 0)


async def set_caps(db: Db, workspace_id: str, caps: dict[str, Any]) -> None:
    await run(
        db,
        "UPDATE workspaces SET model_caps = %(caps)s WHERE id = %(id)s",
        caps=Jsonb(caps),
        id=workspace_id,
    )


async def set_study_caps(db: Db, study_id: str, caps: dict[str, Any]) -> None:
    await run(db, "UPDATE studies SET model_caps = %(caps)s WHERE id = %(id)s", caps=Jsonb(caps), id=study_id)


async def add(db: Db, calls: list[ModelCall], day: date) -> None:
    """Writes calls of one workspace, study and purpose, and adds them to their day. The day's row is held
    until the transaction ends: do this last."""
    if not calls:
        return
    await insert_many(db, calls)
    first = calls[0]
    await run(
        db,
        "INSERT INTO model_days AS d (id, workspace_id, study_id, day, purpose, calls, unpriced,"
        " prompt_tokens, cached_tokens, completion_tokens, cost_micros)"
        " VALUES (%(id)s, %(workspace)s, %(study)s, %(day)s, %(purpose)s, %(calls)s, %(unpriced)s,"
        " %(prompt)s, %(cached)s, %(completion)s, %(micros)s)"
        " ON CONFLICT (workspace_id, day, study_id, purpose) DO UPDATE SET calls = d.calls + excluded.calls,"
        " unpriced = d.unpriced + excluded.unpriced,"
        " prompt_tokens = d.prompt_tokens + excluded.prompt_tokens,"
        " cached_tokens = d.cached_tokens + excluded.cached_tokens,"
        " completion_tokens = d.completion_tokens + excluded.completion_tokens,"
        " cost_micros = d.cost_micros + excluded.cost_micros",
        id=ids.new("mday"),
        workspace=first.workspace_id,
        study=first.study_id,
        day=day,
        purpose=first.purpose,
        calls=len(calls),
        unpriced=sum(call.cost_micros is None and call.prompt_tokens > 0 for call in calls),
        prompt=sum(call.prompt_tokens for call in calls),
        cached=sum(call.cached_tokens for call in calls),
        completion=sum(call.completion_tokens for call in calls),
        micros=sum(call.cost_micros or 0 for call in calls),
    )


async def calls_of(db: Db, interview_id: str) -> list[ModelCall]:
    """Everything models were asked for an interview, in order."""
    return await many(
        db, ModelCall, "SELECT * FROM model_calls WHERE interview_id = %(id)s ORDER BY id", id=interview_id
    )


async def of_interview(db: Db, interview_id: str) -> Usage:
    found = await one(
        db,
        Usage,
        "SELECT count(*) AS calls,"
        " count(*) FILTER (WHERE cost_micros IS NULL AND prompt_tokens > 0) AS unpriced,"
        " coalesce(sum(prompt_tokens), 0) AS prompt_tokens, coalesce(sum(cached_tokens), 0) AS cached_tokens,"
        " coalesce(sum(completion_tokens), 0) AS completion_tokens,"
        " coalesce(sum(cost_micros), 0)::bigint AS cost_micros"
        " FROM model_calls WHERE interview_id = %(id)s",
        id=interview_id,
    )
    return found or Usage(0, 0, 0, 0, 0, 0)


async def of_study(db: Db, study_id: str) -> Usage:
    found = await one(
        db,
        Usage,
        "SELECT coalesce(sum(calls), 0)::bigint AS calls, coalesce(sum(unpriced), 0)::bigint AS unpriced,"
        " coalesce(sum(prompt_tokens), 0)::bigint AS prompt_tokens,"
        " coalesce(sum(cached_tokens), 0)::bigint AS cached_tokens,"
        " coalesce(sum(completion_tokens), 0)::bigint AS completion_tokens,"
        " coalesce(sum(cost_micros), 0)::bigint AS cost_micros FROM model_days WHERE study_id = %(id)s",
        id=study_id,
    )
    return found or Usage(0, 0, 0, 0, 0, 0)


async def by_day(db: Db, since: date) -> list[DayUsage]:
    """The workspace's days with calls, newest first."""
    return await many(
        db,
        DayUsage,
        "SELECT day, sum(calls)::bigint AS calls, sum(unpriced)::bigint AS unpriced,"
        " sum(prompt_tokens)::bigint AS prompt_tokens, sum(cached_tokens)::bigint AS cached_tokens,"
        " sum(completion_tokens)::bigint AS completion_tokens, sum(cost_micros)::bigint AS cost_micros"
        " FROM model_days WHERE day >= %(since)s GROUP BY day ORDER BY day DESC",
        since=since,
    )


async def workspaces_of(db: Db, day: date) -> list[str]:
    """Workspaces that asked a model on a day."""
    return [
        row.workspace_id
        for row in await many(
            db,
            _Asked,
            "SELECT DISTINCT workspace_id FROM model_days WHERE day = %(day)s ORDER BY workspace_id",
            day=day,
        )
    ]


@dataclass(frozen=True)
class _Asked:
    workspace_id: str
