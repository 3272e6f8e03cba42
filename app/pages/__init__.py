"""The HTML pages: read the request, call a verb or a query, render a context."""

from app.pages.account_acts import router as account_acts
from app.pages.account_contact import router as account_contact
from app.pages.accounts import router as accounts
from app.pages.contact_rules import router as contact_rules
from app.pages.corrections import router as corrections
from app.pages.deliveries import router as deliveries
from app.pages.embed import router as embed
from app.pages.exports import router as exports
from app.pages.firing_acts import router as firing_acts
from app.pages.firings import router as firings
from app.pages.guide_editor import router as guide_editor
from app.pages.guides import router as guides
from app.pages.hand_off import router as hand_off
from app.pages.health import router as health
from app.pages.in_app import router as in_app
from app.pages.interviews import router as interviews
from app.pages.invite_people import router as invite_people
from app.pages.mail import router as mail
from app.pages.models import router as models
from app.pages.new_study import router as new_study
from app.pages.outbox import router as outbox
from app.pages.outcomes import router as outcomes
from app.pages.outlook import router as outlook
from app.pages.overview import router as overview
from app.pages.play_editor import router as play_editor
from app.pages.play_runs import router as play_runs
from app.pages.plays import router as plays
from app.pages.policies import router as policies
from app.pages.policy_editor import router as policy_editor
from app.pages.profile import router as profile
from app.pages.qbr import router as qbr
from app.pages.readiness import router as readiness
from app.pages.reference import router as reference
from app.pages.rehearsals import router as rehearsals
from app.pages.respondent import router as respondent
from app.pages.search import router as search
from app.pages.settings import router as settings
from app.pages.sign_in import router as sign_in
from app.pages.sign_in import signed as sign_out
from app.pages.smallest_group import router as smallest_group
from app.pages.sources import router as sources
from app.pages.studies import router as studies
from app.pages.task_acts import router as task_acts
from app.pages.tasks import router as tasks
from app.pages.theme_edits import router as theme_edits
from app.pages.theme_history import router as theme_history
from app.pages.themes import router as themes
from app.pages.tracked import router as tracked
from app.pages.trigger_acts import router as trigger_acts
from app.pages.triggers import router as triggers
from app.pages.unsubscribe import router as unsubscribe
from app.pages.webhooks import router as webhooks

routers = [
    respondent,
    in_app,
    unsubscribe,
    tracked,
    embed,
    reference,
    sign_in,
    sign_out,
    overview,
    outcomes,
    outlook,
    new_study,  # before the studies, whose ids it would be taken for
    studies,
    smallest_group,
    invite_people,
    exports,
    theme_history,  # before the themes, whose ids it would be taken for
    themes,
    theme_edits,
    search,
    interviews,
    corrections,
    accounts,
    health,
    sources,
    account_acts,
    account_contact,
    outbox,
    qbr,
    guide_editor,  # before the guides, for the same reason
    guides,
    rehearsals,
    webhooks,
    deliveries,
    play_editor,  # before the plays, whose names it would be taken for
    play_runs,
    plays,
    tasks,
    task_acts,
    firings,
    firing_acts,
    triggers,
    trigger_acts,
    settings,
    readiness,
    hand_off,
    mail,
    contact_rules,
    policies,
    policy_editor,
    models,
    profile,
]
