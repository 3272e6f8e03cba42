"""What the columns of a file are to us: by our names, by the names other systems give them, or as said."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from types import MappingProxyType
from typing import Final, Literal

from app.errors import Invalid
from app.success.external_ids import SYSTEM
from app.success.fields import CUSTOM, fields
from app.success.fields import problem_with as field_problem

Kind = Literal["accounts", "contacts", "contracts", "events", "nps"]

_ACCOUNT: Final = ("account", "account id", "account_id", "company", "company id", "customer", "customer id")
_EMAIL: Final = ("email", "e-mail", "email address", "mail")
_WHEN: Final = (
    "at",
    "time",
    "timestamp",
    "date",
    "occurred at",
    "created at",
    "responded at",
    "submitted at",
)

ALIASES: Final[Mapping[Kind, Mapping[str, Sequence[str]]]] = MappingProxyType(
    {
        "accounts": {
            "id": ("id", "account id", "company id", "external id", "customer id", "record id"),
            "parent": ("parent", "parent id", "parent account", "parent account id"),
            "stage": ("stage", "lifecycle stage", "lifecycle"),
            "name": ("name", "account name", "company", "company name", "customer", "account"),
            "domain": ("domain", "website", "company domain"),
            "segment": ("segment", "customer segment"),
            "tier": ("tier", "service tier", "support tier"),
            "industry": ("industry", "sector"),
            "team_size": ("team size", "employees", "number of employees", "headcount"),
            "arr": ("arr", "annual recurring revenue", "annual revenue"),
            "arr_cents": ("arr cents",),
            "renewal_on": ("renewal on", "renewal", "renewal date", "contract end", "contract end date"),
            "started_on": ("started on", "start date", "customer since", "contract start"),
            "churned_on": ("churned on", "churn date", "churned"),
            "csm": ("csm", "owner", "account owner", "customer success manager"),
            "backup": ("backup", "backup csm"),
            "pod": ("pod", "team"),
            "time_zone": ("time zone", "timezone"),
        },
        "contacts": {
            "id": ("id", "contact id", "external id", "record id"),
            "account": _ACCOUNT,
            "name": ("name", "full name", "contact name", "contact"),
            "email": _EMAIL,
            "role": ("role", "title", "job title"),
            "time_zone": ("time zone", "timezone"),
            "language": ("language", "locale"),
            "left": ("left", "has left", "inactive"),
        },
        "contracts": {
            "account": _ACCOUNT,
            "key": ("key", "contract", "contract id", "subscription", "subscription id", "id", "number"),
            "arr": ("arr", "annual recurring revenue", "value", "amount"),
            "arr_cents": ("arr cents",),
            "currency": ("currency",),
            "starts_on": ("starts on", "start", "start date"),
            "renews_on": ("renews on", "renewal", "renewal date", "end", "end date"),
            "auto_renews": ("auto renews", "auto renew", "auto renewal"),
            "outcome": ("outcome",),
            "ended_on": ("ended on", "ended"),
            "reason": ("reason", "churn reason"),
        },
        "events": {
            "account": _ACCOUNT,
            "contact": ("contact", "contact id", "user", "user id", *_EMAIL),
            "name": ("name", "event", "event name", "type"),
            "at": _WHEN,
            "value": ("value", "count", "amount", "quantity"),
            "label": ("label", "feature", "category", "priority"),
            "key": ("key", "id", "event id", "message id"),
        },
        "nps": {
            "account": _ACCOUNT,
            "contact": ("contact", "contact id", *_EMAIL),
            "score": ("score", "nps", "rating", "nps score"),
            "at": _WHEN,
            "comment": ("comment", "feedback", "reason", "text", "verbatim"),
            "key": ("key", "id", "response id"),
        },
    }
)

NEEDED: Final[Mapping[Kind, tuple[str, ...]]] = MappingProxyType(
    {
        "accounts": (),
        "contacts": ("account",),
        "contracts": ("account", "key"),
        "events": ("account", "name", "at"),
        "nps": ("account", "score", "at"),
    }
)
"""What a row cannot do without; the rest depends on what is known already."""


def mapped(kind: Kind, columns: Sequence[str], said: Mapping[str, str]) -> dict[str, str]:
    """Our field for each column that has one. `said` (theirs = ours) goes before what names suggest.

    Besides the fields, `id:SYSTEM` is an id elsewhere and `custom.…` a field of an account's own; an empty
    one leaves the column out. Raises Invalid naming the column.
    """
    by_plain = {_plain(column): column for column in columns}
    found: dict[str, str] = {}
    for theirs, ours in said.items():
        column = by_plain.get(_plain(theirs))
        if column is None:
            raise Invalid(f"The file has no column {theirs!r}.", field="map")
        _refuse_unknown(kind, ours)
        found[column] = ours
    for field, aliases in ALIASES[kind].items():
        free = (by_plain[name] for name in map(_plain, (field, *aliases)) if name in by_plain)
        column = next((one for one in free if one not in found), None)
        if column is not None and field not in found.values():
            found[column] = field
    if kind == "accounts":
        found |= {column: column for column in columns if column.startswith(CUSTOM) and column not in found}
    missing = [field for field in NEEDED[kind] if field not in found.values()]
    if missing:
        raise Invalid(f"No column is {missing[0]!r}; name it with --map 'THEIRS={missing[0]}'.", field="map")
    return {column: field for column, field in found.items() if field}


def _refuse_unknown(kind: Kind, ours: str) -> None:
    is_id = kind in ("accounts", "contacts") and ours.startswith("id:") and SYSTEM.fullmatch(ours[3:])
    is_custom = kind == "accounts" and ours.startswith(CUSTOM) and field_problem(ours) is None
    if not ours or ours in ALIASES[kind] or is_id or is_custom:
        return
    near = get_close_matches(ours, [*ALIASES[kind], *fields()], n=1)
    hint = f" Did you mean {near[0]}?" if near else f" There are: {', '.join(ALIASES[kind])}."
    raise Invalid(f"{ours!r} is no field of {kind}.{hint}", field="map")


def _plain(name: str) -> str:
    return re.sub(r"[\s_-]+", " ", name).strip().lower()
