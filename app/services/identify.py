"""Who is who: an id elsewhere is tied to one of our accounts or people, by a system or by a person.

Names never decide. Where two accounts look alike they are listed for a person to judge.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app import ids
from app.database import Db
from app.errors import Conflict, Invalid
from app.queries import identities
from app.queries.identities import Found
from app.success.external_ids import fold, fold_system, problem_with
from app.tables import Identity


@dataclass(frozen=True)
class Tied:
    """An identity and whether it is new."""

    identity: Identity
    is_new: bool


async def account_of(db: Db, workspace_id: str, name: str) -> Found | None:
    """The account our id or `system:external id` stands for, after all merges."""
    return (await identities.accounts_named(db, workspace_id, [name])).get(name)


async def identify(
    db: Db,
    workspace_id: str,
    account_id: str,
    system: str,
    external_id: str,
    *,
    contact_id: str | None = None,
) -> Tied:
    """Ties an id elsewhere to an account, or to a contact of it; `external_ids` follows.

    Raises Invalid, and Conflict when the id is another account's or person's.
    """
    problem = problem_with(system, external_id)
    if problem is not None:
        raise Invalid(problem[1], field=problem[0])
    kind = "contact" if contact_id else "account"
    row = Identity(
        id=ids.new("idn"),
        workspace_id=workspace_id,
        system=fold_system(system),
        object=kind,
        external_id=external_id.strip(),
        folded=fold(system, external_id),
        account_id=account_id,
        contact_id=contact_id,
    )
    is_new = await identities.add(db, row)
    if not is_new:
        row = await _refuse_foreign(db, row)
    elif kind == "account":
        await identities.set_external_ids(db, account_id)
    return Tied(row, is_new)


async def identify_all(db: Db, workspace_id: str, account_id: str, external_ids: Mapping[str, str]) -> None:
    """Ties each `system: external id`. Raises Invalid and Conflict, naming the system."""
    for system, external_id in external_ids.items():
        try:
            await identify(db, workspace_id, account_id, system, external_id)
        except (Invalid, Conflict) as bad:
            bad.field = f"external_ids.{fold_system(system)}"
            raise


async def _refuse_foreign(db: Db, row: Identity) -> Identity:
    """The identity there is, if it is of the same account or person."""
    known = await identities.identity(db, row.workspace_id, row.system, row.object, row.external_id)
    if known is None:
        raise Conflict("Somebody is changing this id. Please try again.", field="external_id")
    if row.contact_id:
        is_same = known.contact_id == row.contact_id
    else:
        is_same = await identities.kept_id(db, known.account_id) == row.account_id
    if not is_same:
        whose = "person" if row.contact_id else "account"
        raise Conflict(
            f"This id already belongs to another {whose}; if the two are one, merge them.",
            field="external_id",
        )
    return known
