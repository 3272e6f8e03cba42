"""Nobody acted in time: the firing becomes more pressing, and its backup is told, once."""

from __future__ import annotations

from datetime import datetime

from app.database import Db
from app.kit import Kit
from app.queries import accounts, firings, workspaces
from app.services.create_workspace import is_address
from app.services.describe_firing import raised
from app.services.queue_mail import Addressee, queue_mail
from app.services.who_to_tell import backup_to_tell, first_to_tell
from app.tables import Account, Firing, Workspace

AT_ONCE = 200


async def breach_overdue(kit: Kit, now: datetime) -> int:
    """Looks at every workspace's firings whose time ran out; how many it told of. Again does nothing."""
    async with kit.database.system() as db:
        late = await firings.late(db, now, AT_ONCE)
    told = 0
    for firing in late:
        async with kit.database.workspace(firing.workspace_id) as db:
            told += await breach(db, firing.id, now=now, base_url=kit.settings.base_url)
    return told


async def breach(db: Db, firing_id: str, *, now: datetime, base_url: str) -> bool:
    """Marks a firing nobody acted on as late and tells its backup; False where there was nothing to do."""
    firing = await firings.locked(db, firing_id)
    if firing is None or firing.status != "open" or firing.breached_at is not None or firing.due_at > now:
        return False
    await firings.set_breached(db, firing.id, raised(firing.priority), now)
    account = await accounts.account(db, firing.account_id)
    workspace = await workspaces.workspace(db, firing.workspace_id)
    if account is None or workspace is None:
        return False
    for to in await _whom(db, workspace, account, firing):
        values = _letter(firing, account, base_url)
        await queue_mail(
            db, workspace.id, to, "firing_late", values, about=firing.id, now=now, base_url=base_url
        )
    return True


async def _whom(db: Db, workspace: Workspace, account: Account, firing: Firing) -> list[Addressee]:
    """The firing's backup, else the workspace's, else whoever hears of the account first."""
    if firing.backup:
        wanted = firing.backup.strip().lower()
        users = [user for user in await workspaces.users(db) if user.disabled_at is None]
        found = [user for user in users if wanted in (user.email.lower(), user.name.lower())]
        if found:
            return [Addressee(user.email, user.name, user.id) for user in found]
        if is_address(firing.backup.strip()):
            return [Addressee(firing.backup.strip(), firing.backup.strip())]
    return await backup_to_tell(db, workspace) or await first_to_tell(db, workspace, account)


def _letter(firing: Firing, account: Account, base_url: str) -> dict[str, object]:
    return {
        "title": firing.title,
        "account": account.name,
        "sentence": firing.reason.get("sentence", ""),
        "factors": [str(one["sentence"]) for one in firing.top],
        "owner": firing.owner or "nobody",
        "owner_rule": firing.owner_rule or "",
        "link": f"{base_url}/firings/{firing.id}",
    }
