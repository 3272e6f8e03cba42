"""A system says what a field of an account holds: the newest word stands, with who said it and when."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal

from app.database import Db
from app.errors import Invalid, NotFound
from app.queries import account_fields, identities
from app.services.look_nudge import nudge_look
from app.success.fields import field_kind, field_value, problem_with

Kept = Literal["made", "changed", "same", "older"]

_AHEAD = timedelta(days=1)


async def set_field(
    db: Db,
    workspace_id: str,
    account_id: str,
    name: str,
    value: object,
    *,
    source: str,
    at: datetime,
    now: datetime,
) -> Kept:
    """What became of the value: `older` means that a newer one stands and this one was left aside.

    `at` is when it was so. None or "" empties the field. Raises Invalid for a field or value that is not
    good, NotFound for no such account.
    """
    content = readable(name, value, at, now)
    account = await identities.kept_id(db, account_id)
    if account is None:
        raise NotFound("There is no such account.", field="account")
    kept = await account_fields.keep(db, workspace_id, account, name, content, source=source, at=at, now=now)
    if kept in ("made", "changed"):
        column = next((one for one in account_fields.COLUMNS if one == name), None)
        if column is not None:
            await account_fields.set_column(db, account, column, _in_column(name, content))
        await nudge_look(db, workspace_id, [account], now)
    return kept  # type: ignore[return-value]  # the statement answers one of the four words


def readable(name: str, value: object, at: datetime, now: datetime) -> Any:
    """The value as it is kept. Raises Invalid, naming the field."""
    problem = problem_with(name)
    if problem is not None:
        raise Invalid(problem, field="name")
    if at.tzinfo is None or at > now + _AHEAD or at < datetime(2000, 1, 1, tzinfo=UTC):
        raise Invalid("at must say its time zone and lie between 2000 and tomorrow.", field="at")
    try:
        content = field_value(name, value)
    except ValueError as bad:
        raise Invalid(str(bad), field=name) from None
    if content is None and name == "name":
        raise Invalid("An account needs a name.", field="name")
    return content


def _in_column(name: str, content: Any) -> Any:
    kind = field_kind(name)
    return date.fromisoformat(content) if kind and kind.kind == "date" and content else content
