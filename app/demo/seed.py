"""Fills the demo workspace: the company, two studies, and interviews held by the real interviewer."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from app import ids
from app.database import Db
from app.demo import company
from app.demo.arcs import arcs, casting, history
from app.demo.chronicle import CRM, renewing, write_record, write_stage
from app.demo.life import Life, answer_invitations, mornings, move_on, tell_until, work_the_queue
from app.demo.plan import GUIDES, INTERVIEWS, LIVE, Planned, plan
from app.demo.simulate import Clock, simulate
from app.kit import Kit
from app.queries import demo, workspaces
from app.queries.base import insert, insert_many
from app.services.analyse_study import analyse_study
from app.services.create_study import Terms, create_study
from app.services.create_workspace import add_user, create_workspace
from app.services.identify import identify_all
from app.services.predict_accounts import predict_accounts
from app.services.register_webhook import register_webhook
from app.services.save_guide import read_guide, save_guide
from app.tables import Account, Contact, Study, User, Workspace

SEED = 11
ADMIN = "ruth@halyard.example"
AT_ONCE = 4
WEEKS_LIVED = 10
HOOKS = {"inbox": "Answers, after checking the signature", "broken": "Always fails"}
Progress = Callable[[int], None]


@dataclass(frozen=True)
class Demo:
    """The seeded workspace, its admin, and the study whose link a visitor may try."""

    workspace: Workspace
    admin: User
    study: Study


async def find(db: Db) -> Demo | None:
    """The demo if it stands complete. Half of one, left by an interrupted start, is cleared away."""
    for workspace in await workspaces.workspaces(db):
        if not workspace.is_synthetic:
            continue
        admin = await workspaces.user_by_email(db, ADMIN)
        study = await demo.first_study(db, workspace.id)
        is_whole = (
            await demo.endpoints(db, workspace.id) == len(HOOKS)
            and await demo.finished_interviews(db, workspace.id) >= INTERVIEWS
        )
        if admin is not None and study is not None and is_whole:
            return Demo(workspace, admin, study)
        await demo.delete_workspace(db, workspace.id)
    return None


async def seed(kit: Kit, progress: Progress) -> Demo:
    """Makes everything; `progress` is called after each interview and each step of the analysis."""
    now = kit.clock()
    here, gone = company.accounts(SEED, now.date()), company.former(SEED, now.date())
    async with kit.database.system() as db:
        workspace = await create_workspace(
            db, "Halyard demo", company.SPONSOR, company.PRODUCT, is_synthetic=True
        )
        admin = await add_user(db, workspace.id, ADMIN, name="Ruth Okonjo", role="admin")
    async with kit.database.workspace(workspace.id) as db:
        lives = await _people(db, workspace.id, [*here, *gone], now)
        studies = {name: await _open(db, workspace.id, name) for name in GUIDES}
    people = [life.people for life in lives]
    planned = plan(SEED, now - timedelta(minutes=20), [len(account.contacts) for account in here])
    past, live = planned[:-LIVE], planned[-LIVE:]
    await _live(kit, workspace.id, lives, past, studies, now, progress)
    for study in studies.values():
        await analyse_study(kit, study.id)
        progress(LIVE)
    async with kit.database.workspace(workspace.id) as db:
        for name, purpose in HOOKS.items():
            await register_webhook(
                db,
                workspace.id,
                url=f"http://127.0.0.1:{kit.settings.port}/demo/hooks/{name}",
                events=[],
                description=purpose,
                is_thin=False,
                allow_loopback=True,
            )
    await _hold(kit, live, studies, people, progress)
    await _wait_for_readings(kit)
    await move_on(kit, workspace.id, kit.clock())
    await predict_accounts(kit, workspace.id)
    return Demo(workspace, admin, studies[GUIDES[0]])


STEPS = INTERVIEWS + LIVE * len(GUIDES)
"""How often `progress` moves, in all."""


async def _live(
    kit: Kit,
    workspace_id: str,
    lives: list[Life],
    past: Sequence[Planned],
    studies: dict[str, Study],
    now: datetime,
    progress: Progress,
) -> None:
    """Week by week up to now: interviews are held, facts come, and everybody does what follows."""
    chance, told = random.Random(SEED), None
    people = [life.people for life in lives]
    began = now - timedelta(weeks=WEEKS_LIVED)
    with _set_back(kit, began) as clock:
        for until in mornings(began, now):
            held = [one for one in past if (told is None or one.began_at > told) and one.began_at <= until]
            # facts first: whoever looked at an account before they are told would see usage that fell
            await tell_until(kit, lives, told, until)
            clock.now = until
            await _hold(kit, held, studies, people, progress)
            await _wait_for_readings(kit)
            await move_on(kit, workspace_id, until)
            await answer_invitations(kit, workspace_id, lives, until, chance)
            await _wait_for_readings(kit)
            await move_on(kit, workspace_id, until)
            await work_the_queue(kit, workspace_id, until, chance)
            told = until


@contextmanager
def _set_back(kit: Kit, began: datetime) -> Iterator[Clock]:
    """The process lives in another time for as long as the block runs, its jobs too."""
    usual, clock = kit.clock, Clock(began)
    kit.clock = clock
    try:
        yield clock
    finally:
        kit.clock = usual


async def _hold(
    kit: Kit,
    planned: Sequence[Planned],
    studies: dict[str, Study],
    people: list[list[Contact]],
    progress: Progress,
) -> None:
    """Holds interviews, a few at once."""
    places = asyncio.Semaphore(AT_ONCE)

    async def hold(one: Planned) -> None:
        async with places:
            await simulate(kit, studies[one.guide], people[one.account][one.contact], one, SEED)
        progress(1)

    await asyncio.gather(*(hold(one) for one in planned))


async def _wait_for_readings(kit: Kit) -> None:
    """Until the jobs that the ended interviews queued have read them all."""
    while True:
        async with kit.database.system() as db:
            if not await demo.waiting_readings(db):
                return
        await asyncio.sleep(0.3)


async def _open(db: Db, workspace_id: str, name: str) -> Study:
    version = await save_guide(db, workspace_id, read_guide(name))
    # whoever tries the demo may do so twice
    return await create_study(db, workspace_id, version, terms=Terms(allow_repeat=True), is_synthetic=True)


async def _people(
    db: Db, workspace_id: str, accounts: list[company.DemoAccount], now: datetime
) -> list[Life]:
    """Writes accounts, contacts and what is agreed with them; what each will have lived through."""
    lives = []
    cast = [*casting(SEED, company.ACCOUNTS), *[arcs()["gone"]] * company.FORMER]
    began = now - timedelta(weeks=WEEKS_LIVED)
    for number, (known, arc) in enumerate(zip(accounts, cast, strict=True)):
        account = renewing(known, arc, now.date())
        row = Account(
            id=ids.at("acc", now - timedelta(days=400 - number), "demo", SEED, number),
            workspace_id=workspace_id,
            name=account.name,
            domain=account.domain,
            segment=account.segment,
            arr_cents=account.arr_cents,
            renewal_on=account.renewal_on,
            csm=account.csm,
            is_synthetic=True,
        )
        await insert(db, row)
        await identify_all(db, workspace_id, row.id, {CRM: account.external_id})
        contacts = [
            Contact(
                id=ids.new("con"),
                workspace_id=workspace_id,
                account_id=row.id,
                name=contact.name,
                email=contact.email,
                role=contact.role,
                is_synthetic=True,
            )
            for contact in account.contacts
        ]
        await insert_many(db, contacts)
        came = max(began, now - timedelta(days=arc.age_days)) if arc.age_days else began
        await write_record(db, row, account, arc, came, now.date())
        await write_stage(db, row, arc, came)
        told = history(arc, len(contacts), account.seats, SEED + number, now)
        lives.append(Life(row, contacts, arc, told))
    return lives
