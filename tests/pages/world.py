"""A workspace with something on every page, its words chosen by the test."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from app import ids
from app.database import Database, Db
from app.queries import insights, theme_figures, themes, workspaces
from app.queries.base import insert, insert_many
from app.services.create_study import create_study
from app.services.create_workspace import Role, add_user
from app.services.make_api_key import make_api_key
from app.services.save_guide import version_for
from app.tables import (
    Account,
    Attempt,
    Contact,
    Delivery,
    Event,
    GuideVersion,
    InsightRow,
    Interview,
    Mail,
    Rehearsal,
    StatementRow,
    Study,
    Tag,
    Task,
    Theme,
    ThemeRun,
    TurnRow,
    User,
    Webhook,
    Workspace,
)
from tests.pages.fired import begun, fired, own_definition, own_play, own_trigger
from tests.pages.foretold import foretold
from tests.pages.recorded import recorded
from tests.pages.touched import touched

ANSWER = "😀 Importing took two weeks. Support was kind."
FIRST, SECOND = (2, 27), (28, len(ANSWER))


@dataclass
class World:
    """Everything made, by name; `ids` fills the places in a route's path."""

    workspace: Workspace
    user: User
    study: Study
    theme: Theme
    account: Account
    interview: Interview
    webhook: Webhook
    delivery: Delivery
    ids: dict[str, str] = field(default_factory=dict)

    def path(self, route: str) -> str:
        """A route's path with this world's ids in it."""
        return route.format(**self.ids)


async def make_user(database: Database, workspace: Workspace, role: Role = "admin", **names: str) -> User:
    async with database.workspace(workspace.id) as db:
        return await add_user(db, workspace.id, f"{ids.token()}@example.com", role=role, **names)


async def make_world(
    database: Database, workspace: Workspace, *, said: str = "", answer: str = ANSWER
) -> World:
    """`said` is added to every text a person or another system chose."""
    user = await make_user(database, workspace, name=f"Ana{said}"[:110])
    other = await make_user(database, workspace, name=f"Jo{said}"[:110])
    now = datetime.now(UTC)
    async with database.workspace(workspace.id) as db:
        version = await version_for(db, workspace.id, "post-onboarding")
        study = await create_study(db, workspace.id, version, title=f"First weeks{said}"[:190])
        await theme_figures.set_smallest_group(db, study.id, 1)
        theme = (await themes.themes(db, study.id))[0]
        await themes.rename(db, theme.id, f"Slow import{said}", {})
        account, contact = await _whom(db, workspace, said)
        interview = await _talk(db, study, account, contact, answer, said, now)
        await _insight(db, interview, theme, answer, said)
        webhook, delivery = await _sent(db, interview, said, now)
        task, mail = await _handed_over(db, interview, said, now)
        firing = await fired(db, account, contact, said, now)
        trigger = await insert(db, own_trigger(workspace.id, said))
        definition = await insert(db, own_definition(workspace.id, said))
        play = await insert(db, own_play(workspace.id, said))
        play_run = await insert(db, begun(account, contact, firing, play, said))
        source = await recorded(db, account, contact, said, now)
        touch = await touched(db, account, contact, said, now)
        prediction = await foretold(db, account, said, now)
        rehearsal = await insert(db, _rehearsal(version, said, now))
        run = await insert(db, _refit(study, theme, said, now))
        key = await make_api_key(db, workspace.id, f"Key{said}"[:110])
        guide = version.guide_id
        keys = await workspaces.api_keys(db)
        tagged = await insights.tags_of(db, interview.id)
    assert [row.id for row in keys] == [key.row.id]
    world = World(workspace, user, study, theme, account, interview, webhook, delivery)
    world.ids = {
        "study_id": study.id,
        "theme_id": theme.id,
        "account_id": account.id,
        "contact_id": contact.id,
        "touch_id": touch.id,
        "interview_id": interview.id,
        "guide_id": guide,
        "webhook_id": webhook.id,
        "delivery_id": delivery.id,
        "user_id": other.id,
        "key_id": key.row.id,
        "task_id": task.id,
        "firing_id": firing.id,
        "prediction_id": prediction.id,
        "source_id": source.id,
        "trigger_name": trigger.name,
        "definition_name": definition.name,
        "policy_kind": "trigger",
        "policy_name": trigger.name,
        "name": play.name,
        "mail_id": mail.id,
        "rehearsal_id": rehearsal.id,
        "run_id": run.id,
        "play_run_id": play_run.id,
        "tag_id": next(tag.id for tag in tagged if tag.kind == "intent"),
        "statement_id": tagged[0].evidence[0],
    }
    return world


async def _whom(db: Db, workspace: Workspace, said: str) -> tuple[Account, Contact]:
    account = Account(
        id=ids.new("acc"),
        workspace_id=workspace.id,
        name=f"Bramble{said}",
        domain=f"bramble.example{said}",
        segment=f"Mid{said}",
        arr_cents=4_800_000,
        renewal_on=date(2027, 3, 1),
        csm=f"Ana{said}",
        external_ids={"crm": f"7{said}"},
        is_synthetic=True,
    )
    await insert(db, account)
    contact = Contact(
        id=ids.new("con"),
        workspace_id=workspace.id,
        account_id=account.id,
        name=f"Mara{said}",
        email=f"mara@bramble.example{said}",
        role=f"Admin{said}",
    )
    return account, await insert(db, contact)


async def _talk(
    db: Db, study: Study, account: Account, contact: Contact, answer: str, said: str, now: datetime
) -> Interview:
    begun = now - timedelta(days=3)
    interview = Interview(
        id=ids.new("int"),
        workspace_id=study.workspace_id,
        study_id=study.id,
        guide_version_id=study.guide_version_id,
        account_id=account.id,
        contact_id=contact.id,
        token=ids.token(),
        status="closed",
        closed_reason="completed",
        language="en",
        consent={"version": "2026-11"},
        rating={"score": 4, "reason": f"Quick{said}"},
        is_synthetic=True,
        started_at=begun,
        closed_at=begun + timedelta(minutes=7),
        last_turn_at=begun + timedelta(minutes=7),
        expires_at=now + timedelta(days=30),
    )
    await insert(db, interview)
    why = {"move": "ask", "question": "outcome", "model": f"built-in{said}", "checks": ["brief"], "ms": 12}
    turns = [
        _turn(interview, 1, "interviewer", f"What happened?{said}", begun, note=why, reply_to=0),
        _turn(interview, 2, "respondent", answer, begun, client_id="a"),
        _turn(interview, 3, "respondent", "", begun, client_id="b", action="skip"),
    ]
    await insert_many(db, turns)
    return interview


def _turn(interview: Interview, seq: int, speaker: str, text: str, at: datetime, **more: Any) -> TurnRow:
    return TurnRow(
        interview_id=interview.id,
        seq=seq,
        workspace_id=interview.workspace_id,
        speaker=speaker,
        text=text,
        at=at,
        **more,
    )


async def _handed_over(db: Db, interview: Interview, said: str, now: datetime) -> tuple[Task, Mail]:
    """A hand-off that nobody has taken, and the letter about it."""
    task = Task(
        id=ids.new("task"),
        workspace_id=interview.workspace_id,
        kind="hand_off",
        title=f"Mara asks for a person{said}",
        reason="human",
        account_id=interview.account_id,
        contact_id=interview.contact_id,
        interview_id=interview.id,
        context={
            "why": f"They asked.{said}",
            "study": f"First weeks{said}",
            "asked": f"What happened?{said}",
            "said": [{"turn": 2, "action": "say", "text": f"A person, please.{said}"}],
            "tried": f"Somebody comes.{said}",
        },
        due_at=now + timedelta(minutes=15),
    )
    await insert(db, task)
    mail = Mail(
        id=ids.new("mail"),
        workspace_id=interview.workspace_id,
        task_id=task.id,
        key=ids.new("key"),
        template="hand_off",
        to_address=f"ana@bramble.example{said}",
        to_name=f"Ana{said}",
        subject=f"Mara asks for a person{said}",
        text=f"They wrote: A person, please.{said}",
        html="<p>They wrote.</p>",
        message_id=f"<{ids.new('m')}@earshot.test>",
        status="failed",
        attempts=1,
        last_error=f"The mail server answered 550{said}",
    )
    return task, await insert(db, mail)


async def _insight(db: Db, interview: Interview, theme: Theme, answer: str, said: str) -> None:
    shared = {
        "workspace_id": interview.workspace_id,
        "study_id": interview.study_id,
        "interview_id": interview.id,
        "account_id": interview.account_id,
    }
    spans = [FIRST, SECOND] if answer == ANSWER else [(0, len(answer))]
    statements = [
        StatementRow(
            id=ids.new("sta"),
            theme_id=theme.id,
            turn=2,
            start_offset=start,
            end_offset=end,
            text=answer[start:end],
            sentiment=-0.6,
            confidence=0.8,
            **shared,
        )
        for start, end in spans
    ]
    found = {"evidence": [line.id for line in statements], "polarity": "negative", "confidence": 0.8}
    tags = [
        Tag(id=ids.new("tag"), kind="theme", name=f"Slow{said}", theme_id=theme.id, **found, **shared),
        Tag(id=ids.new("tag"), kind="intent", name="renewal_risk", **found, **shared),
        Tag(id=ids.new("tag"), kind="driver", name=f"price{said}", **found, **shared),
    ]
    row = InsightRow(
        interview_id=interview.id,
        workspace_id=interview.workspace_id,
        study_id=interview.study_id,
        summary=[{"text": f"The import was slow{said}", "evidence": [statements[0].id]}],
        sentiment={"value": -0.6, "label": "negative", "confidence": 0.8},
        provenance={"guide_version": {"number": 1}, "models": [f"built-in{said}"], "language": "en"},
    )
    await insights.replace(db, interview.id, statements, tags, row)


async def _sent(db: Db, interview: Interview, said: str, now: datetime) -> tuple[Webhook, Delivery]:
    workspace_id = interview.workspace_id
    webhook = Webhook(
        id=ids.new("whk"),
        workspace_id=workspace_id,
        url=f"https://bramble.example/hook{said}",
        description=f"Warehouse{said}",
        secrets=["whsec_c2VjcmV0"],
    )
    event = Event(
        id=ids.new("evt"),
        workspace_id=workspace_id,
        type="insight.created",
        interview_id=interview.id,
        data={"text": f"quote{said}"},
    )
    delivery = Delivery(
        id=ids.new("dlv"), workspace_id=workspace_id, webhook_id=webhook.id, event_id=event.id, attempts=1
    )
    attempt = Attempt(
        id=ids.new("att"),
        workspace_id=workspace_id,
        delivery_id=delivery.id,
        status=500,
        is_ok=False,
        error=f"refused{said}",
        excerpt=f"<html>{said}",
        milliseconds=12.345,
        at=now,
    )
    for row in (webhook, event, delivery, attempt):
        await insert(db, row)
    return webhook, delivery


def _refit(study: Study, theme: Theme, said: str, now: datetime) -> ThemeRun:
    """One that is done, with a theme renamed."""
    renamed = {
        "event": "renamed",
        "theme": theme.id,
        "label": f"Slow import{said}",
        "before": f"Import{said}",
    }
    return ThemeRun(
        id=ids.new("run"),
        workspace_id=study.workspace_id,
        study_id=study.id,
        number=1,
        status="done",
        settings={"seed": 0, "unassigned": 0.1, "encoder": "one"},
        figures={"statements": 2, "moved": 0, "kept_share": 1.0, "unassigned": 0.0, "themes": []},
        report=[renamed | {"others": [], "statements": []}],
        started_at=now,
        ended_at=now,
    )


def _rehearsal(version: GuideVersion, said: str, now: datetime) -> Rehearsal:
    """One that is done: a target missed, a hint, and a conversation with a mark."""
    measure = {
        "rule": 3,
        "key": "vague_is_probed",
        "counts": "vague answers followed up",
        "hits": 8,
        "of": 10,
        "value": 0.8,
        "unit": "share",
        "target": {"limit": 0.9, "at_least": True},
        "passed": False,
        "is_measurable": True,
        "needs": "",
        "places": [],
    }
    mark = {"rule": 3, "key": "vague_is_probed", "counts": "vague answers followed up"}
    turns = [
        {
            "speaker": "interviewer",
            "action": "say",
            "text": f"How did it go?{said}",
            "meant": None,
            "marks": [mark],
        },
        {"speaker": "respondent", "action": "say", "text": f"Fine.{said}", "meant": "vague", "marks": []},
        {"speaker": "interviewer", "action": "say", "text": "Goodbye.", "meant": None, "marks": []},
        {"speaker": "respondent", "action": "stop", "text": "", "meant": "stop", "marks": []},
    ]
    told = {
        "id": "0001",
        "guide": "post-onboarding",
        "persona": "terse",
        "story": "slow_import",
        "language": "en",
        "passed": 11,
        "of": 12,
        "minutes": 3.5,
        "turns": turns,
    }
    hint = {"kind": "thin", "question": "outcome", "count": 7, "of": 10, "text": f"Question 1 is thin.{said}"}
    board = {"conversations": 10, "messages": 80, "question_marks": {"1": 80}, "measures": [measure]}
    return Rehearsal(
        id=ids.new("reh"),
        workspace_id=version.workspace_id,
        guide_version_id=version.id,
        status="done",
        respondents=10,
        done=10,
        seed=1,
        language="en",
        result={"interviews": 10, "scoreboard": board, "hints": [hint]},
        transcripts=[told],
        started_at=now - timedelta(seconds=9),
        ended_at=now,
    )
