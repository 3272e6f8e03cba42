"""A system says what fields of an account hold: the newest word stands, with who said it and when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal

from app.database import Db
from app.errors import Invalid, NotFound
from app.queries import account_fields, contracts, identities
from app.services.look_nudge import nudge_look
from app.success.fields import field_kind, field_value, problem_with

Kept = Literal["made", "changed", "same", "older"]

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
_AHEAD = timedelta(days=1)
_BY_CONTRACT = frozenset({"arr_cents", "renewal_on"})


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
    kept = await keep_fields(db, workspace_id, account_id, {name: value}, source=source, at=at, now=now)
    return kept[name]


async def keep_fields(
    db: Db,
    workspace_id: str,
    account_id: str,
    values: Mapping[str, object],
    *,
    source: str,
    at: datetime,
    now: datetime,
) -> dict[str, Kept]:
    """What became of each value. Raises as `set_field`, before anything is written."""
    contents = {name: readable(name, value, at, now) for name, value in values.items()}
    account = await identities.kept_id(db, account_id)
    if account is None:
        raise NotFound("There is no such account.", field="account")
    kept = {
        name: await _keep(db, workspace_id, account, name, content, source=source, at=at, now=now)
        for name, content in contents.items()
    }
    news = {name for name, what in kept.items() if what in ("made", "changed")}
    if news & _BY_CONTRACT:
        # where there are contracts, they say what the account is worth
        await contracts.keep_in_step(db, account)
    if news:
        await nudge_look(db, workspace_id, [account], now)
    return kept


async def _keep(
    db: Db,
    workspace_id: str,
    account_id: str,
    name: str,
    content: Any,
    *,
    source: str,
    at: datetime,
    now: datetime,
) -> Kept:
    what: Kept = await account_fields.keep(
        db, workspace_id, account_id, name, content, source=source, at=at, now=now
    )
    column = next((one for one in account_fields.COLUMNS if one == name), None)
    if column is not None and what != "older":
        await account_fields.set_column(db, account_id, column, _in_column(name, content))
    return what


def readable(name: str, value: object, at: datetime, now: datetime) -> Any:
    """The value as it is kept. Raises Invalid, naming the field."""
    problem = problem_with(name)
    if problem is not None:
        raise Invalid(problem, field=name)
    if at.tzinfo is None or not EARLIEST <= at <= now + _AHEAD:
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
