"""A row of a file as what a verb takes: pure, so that a row says the same however often it is read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.errors import Invalid
from app.services.importing.cells import cents, day, moment, number, truth
from app.services.keep_contract import GivenContract
from app.services.take_facts import GivenFact
from app.services.upsert_account import GivenAccount
from app.services.upsert_contact import FIELDS, GivenContact

Cells = Mapping[str, str]
"""Our fields' cells; an empty cell says nothing."""


def account(cells: Cells, source: str) -> GivenAccount:
    """By an id elsewhere or ours, else by its domain: a name alone would make it anew each time."""
    elsewhere = _elsewhere(cells, source)
    ours = cells["id"] if cells.get("id", "").startswith("acc_") else None
    if not elsewhere and ours is None:
        if "domain" not in cells:
            raise Invalid("A row needs an id or a domain, to be known again.", field="id")
        elsewhere = {"domain": cells["domain"]}
    told: dict[str, object] = {
        name: value
        for name, value in cells.items()
        if name not in ("id", "parent", "stage", "arr", "arr_cents") and not name.startswith("id:")
    }
    for name in ("renewal_on", "started_on", "churned_on"):
        if name in cells:
            told[name] = day(cells[name], name)
    if "team_size" in cells:
        told["team_size"] = number(cells["team_size"], "team_size")
    worth = _worth(cells)
    if worth is not None:
        told["arr_cents"] = worth
    parent = _account(cells["parent"], source) if "parent" in cells else None
    return GivenAccount(told, elsewhere, ours, parent, cells.get("stage"))


def contact(cells: Cells, source: str) -> GivenContact:
    """By an id, else by address at their account."""
    elsewhere = _elsewhere(cells, source)
    ours = cells["id"] if cells.get("id", "").startswith("con_") else None
    if not elsewhere and ours is None and "email" not in cells:
        raise Invalid("A person needs an id or an e-mail address, to be known again.", field="email")
    left = truth(cells["left"], "left") if "left" in cells else None
    told = {name: cells[name] for name in FIELDS if name in cells}
    return GivenContact(_account(_needed(cells, "account"), source), told, elsewhere, ours, left)


def contract(cells: Cells, source: str) -> GivenContract:
    """By its account and key."""
    told: dict[str, Any] = {name: cells[name] for name in ("outcome", "reason") if name in cells}
    for name in ("starts_on", "renews_on", "ended_on"):
        if name in cells:
            told[name] = day(cells[name], name)
    if "currency" in cells:
        told["currency"] = cells["currency"].upper()
    if "auto_renews" in cells:
        told["auto_renews"] = truth(cells["auto_renews"], "auto_renews")
    worth = _worth(cells)
    if worth is not None:
        told["arr_cents"] = worth
    return GivenContract(_account(_needed(cells, "account"), source), _needed(cells, "key"), told)


def event(cells: Cells, source: str) -> GivenFact:
    """Any fact; without a key, a row that says the same is the same."""
    return GivenFact(
        account=_account(_needed(cells, "account"), source),
        name=_needed(cells, "name"),
        at=moment(_needed(cells, "at"), "at"),
        value=number(cells["value"], "value") if "value" in cells else 1.0,
        label=cells.get("label"),
        contact=_person(cells, source),
        key=cells.get("key"),
    )


def nps(cells: Cells, source: str) -> GivenFact:
    """An answer of 0 to 10, their words as its evidence."""
    score = number(_needed(cells, "score"), "score")
    if score not in range(11):
        raise Invalid("A score is a whole number from 0 to 10.", field="score")
    words = cells.get("comment")
    at = moment(_needed(cells, "at"), "at")
    return GivenFact(
        account=_account(_needed(cells, "account"), source),
        name="nps",
        at=at,
        value=score,
        contact=_person(cells, source),
        key=cells.get("key"),
        evidence={"kind": "fact", "text": words[:5_000], "at": at.isoformat()} if words else None,
    )


def _needed(cells: Cells, field: str) -> str:
    if field not in cells:
        raise Invalid("This cell is empty.", field=field)
    return cells[field]


def _worth(cells: Cells) -> int | None:
    if "arr_cents" in cells:
        return round(number(cells["arr_cents"], "arr_cents"))
    return cents(cells["arr"], "arr") if "arr" in cells else None


def _elsewhere(cells: Cells, source: str) -> dict[str, str]:
    """Ids elsewhere: columns that name their system, and `id` as that of the file's source."""
    found = {name[3:]: value for name, value in cells.items() if name.startswith("id:")}
    own = cells.get("id")
    if own is not None and not own.startswith(("acc_", "con_")):
        found[source] = own
    return found


def _account(text: str, source: str) -> str:
    """Our id and `system:id` as they are; anything else is an id of the file's source."""
    return text if text.startswith("acc_") or ":" in text else f"{source}:{text}"


def _person(cells: Cells, source: str) -> str | None:
    text = cells.get("contact")
    if text is None or "@" in text or ":" in text or text.startswith("con_"):
        return text
    return f"{source}:{text}"
