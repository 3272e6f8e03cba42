"""A play begins for an account: once for each cause, in the text that holds now."""

from __future__ import annotations

from datetime import datetime

from app import ids
from app.database import Db
from app.errors import NotFound
from app.queries import accounts, plays
from app.queries.base import insert
from app.queue import nudge
from app.services.choose_contact import choose_contact
from app.services.play_people import first_of
from app.services.play_text import play_of
from app.services.policy_book import Book
from app.services.why_loop import cause_behind, facts_behind
from app.success.plays.holdout import is_held_out
from app.success.plays.types import Invite, Play
from app.success.why import ASK_WHY, may_wait, play_for
from app.tables import Account, Firing, PlayRun


async def start_run(
    db: Db,
    firing: Firing | None,
    play: str | None,
    account_id: str,
    contact_id: str | None,
    book: Book,
    now: datetime,
    cause: str,
    *,
    asks_first: bool = True,
) -> PlayRun | None:
    """The run; the same play and cause are the same run. None where the play is off, where one goes on at
    this account already, or where the account has left us.

    With `asks_first`, a firing whose reason nobody knows begins with the play that asks, unless its own asks
    by itself or cannot wait; one without a play of its own begins with that one or with none. Raises NotFound
    for an account, or a contact that is not there.
    """
    account = await accounts.account(db, account_id)
    if account is None:
        raise NotFound("There is no such account.", field="account")
    if account.churned_on is not None or account.merged_into_id is not None:
        return None
    name = await _first(db, firing, play, book, now) if asks_first else play
    text = book.texts.get(name) if name is not None else None
    if name is None or text is None:
        return None
    await plays.lock_play(db, name, account_id)
    known = await plays.by_cause(db, name, cause)
    if known is not None or await plays.going_on(db, name, account_id) is not None:
        return known
    return await _begin(db, firing, play_of(name, text), text, account, contact_id, now, cause)


async def _begin(
    db: Db,
    firing: Firing | None,
    play: Play,
    text: str,
    account: Account,
    contact_id: str | None,
    now: datetime,
    cause: str,
) -> PlayRun:
    row = PlayRun(
        id=ids.new("run"),
        workspace_id=account.workspace_id,
        account_id=account.id,
        contact_id=await _whom(db, firing, play, account, contact_id, now),
        firing_id=firing.id if firing else None,
        play=play.name,
        version=play.version,
        source=text,
        cause=cause,
        step=play.steps[0].id,
        is_holdout=is_held_out(account.id, play.name, play.holdout_share),
        is_synthetic=account.is_synthetic,
        due_at=now,
        started_at=now,
    )
    await insert(db, row)
    await nudge(db, "run_play", lane=f"run_play/{row.id}", run_id=row.id)
    return row


async def _first(db: Db, firing: Firing | None, play: str | None, book: Book, now: datetime) -> str | None:
    """The play to begin with: the one that asks why, where that is not known, the own play does not ask by
    itself, and it may wait."""
    own = book.plays.get(play) if play is not None else None
    if firing is None or ASK_WHY not in book.plays or (play is not None and own is None):
        return play
    cause = await cause_behind(db, firing)
    facts = await facts_behind(db, firing)
    chosen = await choose_contact(db, firing.account_id, facts, now, absent=firing.contact_id)
    return play_for(
        play,
        cause,
        asks=own is not None and any(isinstance(step, Invite) for step in own),
        can_ask=chosen.person is not None,
        waits=own is not None and may_wait(own.moment, firing.priority),
    ).play


async def _whom(
    db: Db, firing: Firing | None, play: Play, account: Account, contact_id: str | None, now: datetime
) -> str | None:
    """Who the run speaks to: the one given, else by what it is about, else by the play's roles."""
    if contact_id is not None:
        contact = await accounts.contact(db, contact_id)
        if contact is None or contact.account_id != account.id:
            raise NotFound("There is no such contact at this account.", field="contact")
        return contact.id
    found = first_of(await plays.people(db, account.id), play.to)
    if firing is not None and any(isinstance(step, Invite) for step in play):
        chosen = await choose_contact(db, account.id, await facts_behind(db, firing), now)
        if chosen.person is not None:
            return chosen.person.id
    return found.id if found else None
