"""Jobs: ids in, one verb each. Doing one twice has one effect."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from procrastinate import JobContext, RetryStrategy

from app.jobs.lanes import back_in_line
from app.jobs.sweep import sweep as sweep_rows
from app.kit import Kit
from app.metrics import JOBS_FAILED
from app.queries import workspaces
from app.queue import nudge, queue
from app.services import analyse_interview as interview_analysis
from app.services import analyse_study as study_analysis
from app.services import deliver as delivery
from app.services import embed_statements as statement_embedding
from app.services import learn_intents as intent_learning
from app.services import learn_predictions as prediction_learning
from app.services import look_at_account as looking
from app.services import predict_accounts as prediction
from app.services import refit_study as study_refit
from app.services import retheme as study_tags
from app.services import run_play as playing
from app.services import run_rehearsals as rehearsal
from app.services import send_mail as mail
from app.services import send_touch as touching
from app.services import theme_alarms

log = structlog.get_logger()

# Without a strategy a job cut off by a shutdown would be given up for good.
AGAIN = RetryStrategy(max_attempts=3, exponential_wait=3)
STALLED_SECONDS = 20
# In the crons below a sixth field, where there is one, stands last and says at which seconds.


def _kit(context: JobContext) -> Kit:
    kit: Kit = context.additional_context["kit"]
    return kit


@asynccontextmanager
async def _told(task: str, **ids: str) -> AsyncIterator[None]:
    """Logs a failure with the ids it happened to; the queue tries again."""
    try:
        yield
    except Exception as failure:
        JOBS_FAILED.labels(task=task).inc()
        log.error("job.failed", task=task, reason=type(failure).__name__, exc_info=True, **ids)
        raise


@queue.task(name="analyse_interview", retry=AGAIN, pass_context=True)
async def analyse_interview(context: JobContext, interview_id: str) -> None:
    async with _told("analyse_interview", interview=interview_id):
        await interview_analysis.analyse_interview(_kit(context), interview_id)


@queue.task(name="analyse_study", retry=AGAIN, pass_context=True)
async def analyse_study(context: JobContext, study_id: str) -> None:
    async with _told("analyse_study", study=study_id):
        await study_analysis.analyse_study(_kit(context), study_id)


@queue.task(name="refit_study", retry=AGAIN, pass_context=True)
async def refit_study(context: JobContext, study_id: str) -> None:
    async with _told("refit_study", study=study_id):
        await study_refit.refit_study(_kit(context), study_id)


@queue.task(name="retheme", retry=AGAIN, pass_context=True)
async def retheme(context: JobContext, study_id: str) -> None:
    async with _told("retheme", study=study_id):
        await study_tags.retheme(_kit(context), study_id)


@queue.task(name="tell_of_themes", retry=AGAIN, pass_context=True)
async def tell_of_themes(context: JobContext, study_id: str) -> None:
    async with _told("tell_of_themes", study=study_id):
        await theme_alarms.tell_of_themes(_kit(context), study_id)


@queue.task(name="learn_intents", retry=AGAIN, pass_context=True)
async def learn_intents(context: JobContext, workspace_id: str) -> None:
    async with _told("learn_intents", workspace=workspace_id):
        await intent_learning.learn_intents(_kit(context), workspace_id)


@queue.task(name="deliver", retry=AGAIN, pass_context=True)
async def deliver(context: JobContext, webhook_id: str) -> None:
    async with _told("deliver", webhook=webhook_id):
        await delivery.deliver(_kit(context), webhook_id)


@queue.task(name="send_mail", retry=AGAIN, pass_context=True)
async def send_mail(context: JobContext, mail_id: str) -> None:
    async with _told("send_mail", mail=mail_id):
        await mail.send_mail(_kit(context), mail_id)


@queue.task(name="look", retry=AGAIN, pass_context=True)
async def look(context: JobContext, workspace_id: str) -> None:
    async with _told("look", workspace=workspace_id):
        await looking.look_at_due(_kit(context), workspace_id)


@queue.task(name="run_play", retry=AGAIN, pass_context=True)
async def run_play(context: JobContext, run_id: str) -> None:
    async with _told("run_play", run=run_id):
        await playing.run_play(_kit(context), run_id)


@queue.task(name="send_touch", retry=AGAIN, pass_context=True)
async def send_touch(context: JobContext, touch_id: str) -> None:
    async with _told("send_touch", touch=touch_id):
        await touching.send_touch(_kit(context), touch_id)


@queue.task(name="predict", retry=AGAIN, pass_context=True)
async def predict(context: JobContext, workspace_id: str) -> None:
    async with _told("predict", workspace=workspace_id):
        await prediction_learning.learn_predictions(_kit(context), workspace_id)
        await prediction.predict_accounts(_kit(context), workspace_id)


@queue.task(name="rehearse", retry=AGAIN, pass_context=True)
async def rehearse(context: JobContext) -> None:
    async with _told("rehearse"):
        await rehearsal.run_rehearsals(_kit(context))


@queue.periodic(cron="* * * * * */5")
@queue.task(name="sweep", retry=AGAIN, pass_context=True, queueing_lock="sweep", lock="sweep")
async def sweep(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 - the queue passes it
    """Every five seconds: nudges what is due, answers what waits, tells a backup, closes what has run out."""
    kit = _kit(context)
    await sweep_rows(kit, context.additional_context["conversations"], kit.clock())


@queue.periodic(cron="17 * * * *")
@queue.task(name="look_at_themes", retry=AGAIN, pass_context=True, queueing_lock="look_at_themes")
async def look_at_themes(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 - the queue passes it
    """Every hour: has each study looked at whose interviews were read in the last days."""
    await theme_alarms.look_at_studies(_kit(context))


@queue.periodic(cron="41 3 * * *")
@queue.task(name="look_ahead", retry=AGAIN, pass_context=True, queueing_lock="look_ahead")
async def look_ahead(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 - the queue passes it
    """Every night: learns from what became of accounts, and says what is likely of those there are."""
    async with _kit(context).database.system() as db:
        for workspace in await workspaces.workspaces(db):
            await nudge(db, "predict", lane=f"predict/{workspace.id}", workspace_id=workspace.id)


@queue.periodic(cron="*/10 * * * *")
@queue.task(name="embed_statements", retry=AGAIN, pass_context=True, queueing_lock="embed_statements")
async def embed_statements(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 - the queue passes it
    """Every ten minutes: reads what an encoder that was changed has not read yet."""
    await statement_embedding.embed_statements(_kit(context))


@queue.periodic(cron="* * * * * */10")
@queue.task(name="retry_stalled", retry=AGAIN, pass_context=True, queueing_lock="retry_stalled")
async def retry_stalled(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 - the queue passes it
    """Puts the jobs of a killed worker back in line."""
    jobs = context.app
    for job in await jobs.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS):
        await back_in_line(jobs, job)
