"""Two accounts turn out to be one company, or turn out not to be: everything moves, and can move back.

The kept account's own values stand; what it lacks is filled from the other. The merged account's row waits
with what it was, so that taking the merge back leaves no trace. What came in between stays with the kept
account, unless it was told of the other or belongs to one of its people, talks, firings or runs.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from app import ids
from app.by import By
from app.database import Db
from app.errors import Conflict, Invalid, NotFound
from app.queries import accounts, contracts, families, identities, merges
from app.queries.base import insert
from app.services.look_nudge import nudge_look
from app.tables import Account, AccountMerge

LONGEST_REASON = 500


async def merge_accounts(
    db: Db, kept_id: str, merged_id: str, by: By, *, reason: str | None = None
) -> AccountMerge:
    """Makes the second account the first. Raises NotFound, Invalid, and Conflict where one was merged."""
    if reason is not None and len(reason) > LONGEST_REASON:
        raise Invalid(f"A reason may have {LONGEST_REASON} characters.", field="reason")
    held = await merges.hold(db, [kept_id, merged_id])
    kept, merged = held.get(kept_id), held.get(merged_id)
    if kept is None:
        raise NotFound("There is no such account.")
    if merged is None:
        raise NotFound("There is no such account.", field="account")
    if kept is merged:
        raise Invalid("An account cannot be merged into itself.", field="account")
    if kept.merged_into_id or merged.merged_into_id:
        raise Conflict("One of them was merged into another account already.", field="account")
    moved = await _move(db, kept, merged)
    row = AccountMerge(
        id=ids.new("mrg"),
        workspace_id=by.workspace_id,
        kept_id=kept_id,
        merged_id=merged_id,
        user_id=by.user_id,
        key_id=by.key_id,
        reason=reason or None,
        moved=moved,
        created_at=by.at,
    )
    await insert(db, row)
    await nudge_look(db, by.workspace_id, [kept_id], by.at)
    return row


async def unmerge_accounts(db: Db, merged_id: str, by: By) -> AccountMerge:
    """Makes a merged account one of its own again, as it was. Raises NotFound, and Conflict where it is not
    merged or the account it became was merged since."""
    account = (await merges.hold(db, [merged_id])).get(merged_id)
    if account is None:
        raise NotFound("There is no such account.")
    row = await merges.holding(db, merged_id)
    if row is None or account.merged_into_id is None:
        raise Conflict("This account is not merged into another.")
    kept = (await merges.hold(db, [row.kept_id]))[row.kept_id]
    if kept.merged_into_id is not None:
        raise Conflict("The account it became was itself merged since; take that back first.")
    await _move_back(db, row)
    await merges.set_undone(db, row.id, by.at)
    await nudge_look(db, by.workspace_id, [row.kept_id, row.merged_id], by.at)
    row.undone_at = by.at
    return row


async def _move(db: Db, kept: Account, merged: Account) -> dict[str, Any]:
    """Moves everything; what was moved, in a shape from which it can be moved back."""
    has_contracts = bool(await contracts.of_account(db, kept.id))
    renamed = {
        table: await merges.rename_twins(db, table, column, also, merged.id, kept.id)
        for table, column, also in merges.KEYS
    }
    listed = {table: await merges.move(db, table, merged.id, kept.id) for table in merges.MOVED}
    await merges.facts_in(db, merged.id, kept.id)
    for table, column, owner in merges.BELONGS:
        if table not in merges.MOVED:
            await merges.move_belonging(db, table, column, owner, merged.id, kept.id)
    filled = [one for one in merges.FILLED if not _has(kept, one) and _has(merged, one)]
    await merges.fill(db, kept.id, merged.id, filled)
    fields = await merges.fill_fields(db, kept.id, merged.id)
    family = await _take_family(db, kept, merged)
    await merges.set_merged(db, merged.id, kept.id)
    await identities.set_external_ids(db, kept.id)
    worth = await _take_worth(db, kept, merged, has_contracts=has_contracts)
    return {
        "rows": listed,
        "renamed": renamed,
        "filled": filled,
        "fields": fields,
        "family": family,
        "worth": worth,
    }


async def _take_family(db: Db, kept: Account, merged: Account) -> dict[str, Any]:
    """The merged account's children become the kept one's; its place under a parent too, where free."""
    is_below = merged.id in await families.ancestors(db, kept.id)
    above = await families.ancestors(db, merged.parent_id) if merged.parent_id else []
    children = await merges.move_children(db, merged.id, kept.id)
    parent = kept.parent_id
    if is_below or (parent is None and kept.id not in above):
        parent = merged.parent_id
    await accounts.set_parent(db, kept.id, parent)
    return {"children": children, "before": kept.parent_id, "after": parent}


async def _take_worth(db: Db, kept: Account, merged: Account, *, has_contracts: bool) -> dict[str, Any]:
    """Adds the contracts up where they are what the account's worth was known by."""
    if has_contracts or kept.arr_cents is None:
        if kept.arr_cents is None:
            await contracts.set_worth(db, kept.id, merged.arr_cents, kept.renewal_on or merged.renewal_on)
        await contracts.keep_in_step(db, kept.id)
    now_held = (await merges.hold(db, [kept.id]))[kept.id]
    return {"before": _worth(kept), "after": _worth(now_held)}


async def _move_back(db: Db, row: AccountMerge) -> None:
    moved, kept_id, merged_id = row.moved, row.kept_id, row.merged_id
    for table in merges.MOVED:
        await merges.move(db, table, kept_id, merged_id, moved["rows"].get(table, []))
    await merges.facts_out(db, kept_id, merged_id)
    for table, column, owner in merges.BELONGS:
        await merges.move_belonging(db, table, column, owner, kept_id, merged_id)
    for table, column, _ in merges.KEYS:
        await merges.name_back(db, table, column, moved["renamed"].get(table, []), merged_id)
    filled = [one for one in merges.FILLED if one in moved["filled"]]
    await merges.unfill(db, kept_id, merged_id, filled)
    await merges.unfill_fields(db, kept_id, merged_id, moved["fields"])
    await merges.move_children(db, kept_id, merged_id, moved["family"]["children"])
    await merges.set_merged(db, merged_id, None)
    for account_id in (kept_id, merged_id):
        await identities.set_external_ids(db, account_id)
    await _give_back(db, kept_id, moved)


async def _give_back(db: Db, kept_id: str, moved: dict[str, Any]) -> None:
    """Parent and worth as before, where nobody has changed them since."""
    held = (await merges.hold(db, [kept_id]))[kept_id]
    family, worth = moved["family"], moved["worth"]
    if held.parent_id == family["after"]:
        await accounts.set_parent(db, kept_id, family["before"])
    if _worth(held) == worth["after"]:
        arr_cents, renewal = worth["before"]
        await contracts.set_worth(db, kept_id, arr_cents, date.fromisoformat(renewal) if renewal else None)
    else:
        await contracts.keep_in_step(db, kept_id)


def _worth(account: Account) -> list[Any]:
    return [account.arr_cents, account.renewal_on.isoformat() if account.renewal_on else None]


def _has(account: Account, column: str) -> bool:
    return getattr(account, column) is not None
