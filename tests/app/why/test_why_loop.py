"""A firing's reason is asked about, and the answer comes back into it, in the words it was given in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from app.database import Database
from app.queries import plays
from app.queries.base import insert, insert_many, rows, value
from app.services.choose_contact import choose_contact
from app.services.hear_accounts import hear
from app.services.why_loop import cause_behind, context_for, facts_behind, weigh_answer
from app.success.verdict import Verdict
from app.tables import Account, Contact, Firing, Interview, PlayRun, RunStep, Study
from tests.app.why.readings import (
    BROKEN,
    KIND,
    NOW,
    TROUBLE,
    Found,
    account_with,
    asked,
    fact,
    fired,
    held,
    read,
)

PRAISE: Found = ("intent", "praise", "positive", "We like it more every week.")


class Loop:
    """An account whose usage fell, and its champion who was asked why."""

    def __init__(self, database: Database, study: Study, account: Account, mara: Contact) -> None:
        self.database, self.study, self.account, self.mara = database, study, account, mara
        usage = fact(account, "usage.ui", label="scheduled_reports", contact_id=mara.id)
        self.facts = [usage]
        self.firing = fired(account, usage)
        self.interview = held(study, account, mara)
        self.run, self.step = asked(self.firing, self.interview)

    async def begin(self) -> Loop:
        async with self.database.workspace(self.study.workspace_id) as db:
            await insert_many(db, self.facts)
            await insert(db, self.firing)
            await insert(db, self.interview)
            await insert(db, self.run)
            await insert(db, self.step)
        return self

    async def answer(
        self, found: list[Found], mood: float | None = -0.5, interview: Interview | None = None
    ) -> Verdict | None:
        spoken = interview or self.interview
        async with self.database.workspace(self.study.workspace_id) as db:
            await read(db, spoken, found, mood)
            await hear(db, spoken.id, NOW)
            return await weigh_answer(db, spoken.id, NOW)

    async def rows(self) -> tuple[Firing, RunStep, PlayRun]:
        async with self.database.workspace(self.study.workspace_id) as db:
            [firing] = await rows(db, "SELECT * FROM firings WHERE id = %(id)s", id=self.firing.id)
            [step] = await rows(db, "SELECT * FROM run_steps WHERE id = %(id)s", id=self.step.id)
            run = await plays.play_run(db, self.run.id)
        assert run is not None
        return Firing(**firing), RunStep(**step), run

    async def nudges(self) -> int:
        async with self.database.system() as db:
            found: int = await value(
                db,
                "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'run_play'"
                " AND args ->> 'run_id' = %(id)s",
                id=self.run.id,
            )
        return found


@pytest.fixture
async def loop(database: Database, study: Study) -> Loop:
    account, [mara] = await account_with(database, study, "champion")
    return await Loop(database, study, account, mara).begin()


async def test_the_answer_is_written_on_the_firing_and_the_step_and_wakes_the_run(loop: Loop) -> None:
    verdict = await loop.answer([BROKEN, TROUBLE])
    assert verdict is not None
    assert (verdict.outcome, verdict.cause) == ("refines", "reporting")
    firing, step, run = await loop.rows()
    sentence = "Champion (champion) names reporting as the cause: “The new permissions broke our report.”"
    assert (firing.reason["why"], firing.reason["why_known"]) == (sentence, True)
    assert firing.reason["sentence"] == "Usage fell 32 % week over week."
    [_, quote] = firing.evidence
    assert (quote["kind"], quote["interview"]) == ("statement", loop.interview.id)
    assert quote["text"] == "The new permissions broke our report."
    assert step.result["answer"]["verdict"] == "refines"
    assert step.result["touch"] == "tch_1"
    assert run.due_at == NOW
    assert await loop.nudges() == 1


async def test_weighing_again_writes_nothing_and_nudges_nobody(loop: Loop) -> None:
    await loop.answer([BROKEN])
    before = await loop.rows()
    async with loop.database.workspace(loop.study.workspace_id) as db:
        await weigh_answer(db, loop.interview.id, NOW + timedelta(hours=1))
    after = await loop.rows()
    assert [row.model_dump() for row in after] == [row.model_dump() for row in before]
    assert await loop.nudges() == 1


async def test_a_corrected_reading_corrects_the_verdict(loop: Loop) -> None:
    await loop.answer([BROKEN])
    verdict = await loop.answer([PRAISE], 0.7)
    assert verdict is not None
    assert verdict.outcome == "refutes"
    firing, step, _ = await loop.rows()
    assert firing.reason["why_known"] is False
    assert [answer["verdict"] for answer in firing.reason["answers"]] == ["refutes"]
    assert [item["text"] for item in firing.evidence if item["kind"] == "statement"] == [
        "We like it more every week."
    ]
    assert step.result["answer"]["verdict"] == "refutes"


async def test_two_people_who_differ_both_stand_in_the_reason(loop: Loop) -> None:
    await loop.answer([BROKEN])
    second = held(loop.study, loop.account, loop.mara)
    step = RunStep(
        **{**loop.step.model_dump(), "id": "stp_" + second.id, "visit": 2, "interview_id": second.id}
    )
    async with loop.database.workspace(loop.study.workspace_id) as db:
        await insert(db, second)
        await insert(db, step)
    await loop.answer([PRAISE], 0.7, second)
    firing, _, _ = await loop.rows()
    assert [answer["verdict"] for answer in firing.reason["answers"]] == ["refines", "refutes"]
    assert firing.reason["why_known"] is True


async def test_a_run_that_has_ended_stays_ended(loop: Loop) -> None:
    async with loop.database.workspace(loop.study.workspace_id) as db:
        await rows(db, "UPDATE play_runs SET status = 'done', due_at = NULL RETURNING id")
    await loop.answer([BROKEN])
    _, _, run = await loop.rows()
    assert (run.status, run.due_at) == ("done", None)
    assert await loop.nudges() == 0


async def test_an_interview_nobody_asked_for_by_a_play_has_no_verdict(
    database: Database, study: Study, loop: Loop
) -> None:
    free = held(study, loop.account, loop.mara)
    async with database.workspace(study.workspace_id) as db:
        await insert(db, free)
    assert await loop.answer([BROKEN], interview=free) is None
    firing, _, _ = await loop.rows()
    assert "answers" not in firing.reason


async def test_an_interview_that_was_not_read_yet_waits(loop: Loop) -> None:
    async with loop.database.workspace(loop.study.workspace_id) as db:
        assert await weigh_answer(db, loop.interview.id, NOW) is None


async def test_the_interviewer_is_told_what_it_is_about_and_no_figure(loop: Loop) -> None:
    async with loop.database.workspace(loop.study.workspace_id) as db:
        told = await context_for(db, loop.firing)
        assert await facts_behind(db, loop.firing) == ("usage.ui",)
        assert await context_for(db, None) == {}
    assert told["about"] == ["scheduled reports"]
    assert set(told) == {"about", "interest"}


@pytest.mark.parametrize(
    ("names", "is_known"), [(["usage.ui"], False), (["usage.ui", "stakeholder.left"], True)]
)
async def test_a_firing_explains_itself_where_its_facts_do(
    database: Database, study: Study, names: list[str], is_known: bool
) -> None:
    account, _ = await account_with(database, study)
    facts = [fact(account, name) for name in names]
    async with database.workspace(study.workspace_id) as db:
        await insert_many(db, facts)
        assert (await cause_behind(db, fired(account, *facts))).is_known is is_known


async def test_whoever_uses_what_fell_and_was_not_asked_lately_is_asked(
    database: Database, study: Study
) -> None:
    account, [mara, jo, kim] = await account_with(database, study, "champion", "user one", "user two")
    used: list[Any] = [fact(account, "usage.ui", contact_id=jo.id, value=2) for _ in range(2)]
    used.append(fact(account, "usage.api", contact_id=kim.id, value=6))
    used.append(fact(account, "usage.ui", NOW - timedelta(days=200), 99, contact_id=jo.id))
    async with database.workspace(study.workspace_id) as db:
        await insert_many(db, used)
        first = await choose_contact(db, account.id, ["usage.ui"], NOW)
        await insert(db, held(study, account, mara, created_at=NOW - timedelta(days=5)))
        then = await choose_contact(db, account.id, ["usage.ui"], NOW)
    assert first.person is not None
    assert then.person is not None
    assert (first.person.id, then.person.id) == (mara.id, kim.id)
    assert then.why == "User Two is their end user and makes 60% of the use of what fell."


async def test_good_news_beside_trouble_is_still_trouble(loop: Loop) -> None:
    verdict = await loop.answer([BROKEN, KIND], 0.2)
    assert verdict is not None
    assert verdict.outcome == "refines"
