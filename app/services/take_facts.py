"""Facts are taken in: each kept once, refused with a sentence, or known already; then accounts are looked at.

A fact is stored before anything is made of it, and the same (source, key) is the same fact however often it
is told. What is told about an account that was merged is kept for the one it became.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal

from app import ids
from app.database import Db
from app.errors import Invalid
from app.queries import facts, identities, sources
from app.queries.identities import Found, FoundContact
from app.services.look_nudge import nudge_look
from app.storable import unstorable
from app.success.fact_names import ahead_days, problem_with
from app.success.source_kinds import kind_of_source
from app.tables import Fact

MOST: Final = 1_000
"""Facts in one call."""

OURS: Final = frozenset({"earshot", "interviews"})
"""Sources within the product; the inventory counts only systems outside it."""

EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)
_LARGEST = 1e15
_LONGEST_LABEL = 200
_LONGEST_KEY = 300
_LONGEST_EVIDENCE = 10_000


@dataclass(frozen=True, slots=True)
class GivenFact:
    """A fact as it was told. `account` is our id or `system:external id`; `contact` one of these or an
    e-mail address. Without a `key`, a fact that says the same is the same."""

    account: str
    name: str
    at: datetime
    value: float = 1.0
    label: str | None = None
    contact: str | None = None
    key: str | None = None
    evidence: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of the fact at `index`; a refused one says which field and why. `account_id` is whose
    fact it is."""

    index: int
    verdict: Literal["accepted", "duplicate", "refused"]
    id: str | None = None
    account_id: str | None = None
    field: str | None = None
    sentence: str | None = None


async def take_facts(
    db: Db,
    workspace_id: str,
    given: Sequence[GivenFact],
    *,
    source: str,
    now: datetime,
    dry_run: bool = False,
) -> list[Verdict]:
    """One verdict for each fact, in order; a dry run writes nothing. Raises Invalid past 1,000 at a time."""
    if len(given) > MOST:
        raise Invalid(f"Send up to {MOST:,} facts at a time.", field="events")
    accounts = await identities.accounts_named(db, workspace_id, (one.account for one in given))
    people = await identities.contacts_named(db, workspace_id, (one.contact for one in given if one.contact))
    made = [
        _fact(index, one, accounts, people, _Told(workspace_id, source, now))
        for index, one in enumerate(given)
    ]
    rows = list({one.id: one for one in made if isinstance(one, Fact)}.values())
    if dry_run:
        known = await facts.known(db, [row.id for row in rows])
        return _verdicts(made, {row.id for row in rows} - known)
    new = await facts.add(db, rows)
    verdicts = _verdicts(made, new)
    touched = sorted({row.account_id for row in rows if row.id in new})
    if source not in OURS:
        await _count(db, workspace_id, source, verdicts, now)
    await nudge_look(db, workspace_id, touched, now)
    return verdicts


@dataclass(frozen=True, slots=True)
class _Told:
    workspace_id: str
    source: str
    now: datetime


def _fact(
    index: int,
    given: GivenFact,
    accounts: Mapping[str, Found],
    people: Mapping[str, Sequence[FoundContact]],
    told: _Told,
) -> Fact | Verdict:
    """The row of a fact, or why there is none."""
    problem = _problem(given, told.now)
    if problem is not None:
        return Verdict(index, "refused", field=problem[0], sentence=problem[1])
    account = accounts.get(given.account)
    if account is None:
        sentence = "There is no such account; send its id, or `system:id` as it is known elsewhere."
        return Verdict(index, "refused", field="account", sentence=sentence)
    person = next((one for one in people.get(given.contact or "", ()) if one.account_id == account.id), None)
    if given.contact and person is None:
        sentence = "Nobody at this account is known by that; add the contact first."
        return Verdict(index, "refused", account_id=account.id, field="contact", sentence=sentence)
    return Fact(
        id=ids.stable("fct", told.workspace_id, told.source, given.key or _key(given)),
        workspace_id=told.workspace_id,
        account_id=account.id,
        contact_id=person.id if person else None,
        name=given.name,
        at=given.at,
        value=float(given.value),
        label=given.label,
        source=told.source,
        evidence=dict(given.evidence) if given.evidence else None,
        merged_from=account.told if account.told != account.id else None,
        received_at=told.now,
    )


def _key(given: GivenFact) -> str:
    parts = [given.account, given.name, given.at.isoformat(), given.value, given.label, given.contact]
    return "said\x1f" + json.dumps(parts)


def _problem(given: GivenFact, now: datetime) -> tuple[str, str] | None:
    """The field and the sentence, None for a fact that can be kept."""
    unknown = problem_with(given.name)
    if unknown is not None:
        return "name", unknown
    if given.at.tzinfo is None:
        return "at", "at must say its time zone, as in 2026-03-01T09:30:00Z."
    ahead = ahead_days(given.name)
    if given.at > now + timedelta(days=ahead):
        return "at", f"at lies more than {ahead:g} day{'' if ahead == 1 else 's'} in the future."
    if given.at < EARLIEST:
        return "at", "at lies before the year 2000."
    if not abs(given.value) <= _LARGEST:  # sums of larger ones would be beyond what can be counted
        return "value", "value must be a finite number between -1e15 and 1e15."
    if given.label is not None and not 1 <= len(given.label) <= _LONGEST_LABEL:
        return "label", f"label may have 1 to {_LONGEST_LABEL} characters."
    if given.key is not None and not 1 <= len(given.key) <= _LONGEST_KEY:
        return "key", f"key may have 1 to {_LONGEST_KEY} characters."
    if given.evidence and len(json.dumps(given.evidence)) > _LONGEST_EVIDENCE:
        return "evidence", f"evidence may have {_LONGEST_EVIDENCE:,} characters as JSON."
    return unstorable({"label": given.label, "key": given.key, "evidence": given.evidence})


def _verdicts(made: Sequence[Fact | Verdict], new: set[str]) -> list[Verdict]:
    """The first telling of a new fact is accepted, each further one a duplicate."""
    left = set(new)
    verdicts = []
    for index, one in enumerate(made):
        if isinstance(one, Verdict):
            verdicts.append(one)
            continue
        verdicts.append(Verdict(index, "accepted" if one.id in left else "duplicate", one.id, one.account_id))
        left.discard(one.id)
    return verdicts


async def _count(db: Db, workspace_id: str, source: str, verdicts: Sequence[Verdict], now: datetime) -> None:
    refused = [one for one in verdicts if one.verdict == "refused"]
    last = f"{refused[-1].field}: {refused[-1].sentence}" if refused else None
    await sources.heard(
        db,
        workspace_id,
        source,
        taken=sum(one.verdict == "accepted" for one in verdicts),
        refused=len(refused),
        problem=last,
        kind=kind_of_source(source),
        now=now,
    )
