"""The JSON API: a handler reads the request, calls one verb, shapes the answer."""

from app.api.account_acts import acts as account_acts
from app.api.account_view import viewed
from app.api.accounts import accounts
from app.api.ask import ask
from app.api.authoring import authoring
from app.api.contacts import contacts
from app.api.contracts import contracts
from app.api.corrections import statement_tags, tag_corrections
from app.api.events import events as taking
from app.api.events import facts
from app.api.exports import studies as exporting
from app.api.figures import figures
from app.api.firings import firings
from app.api.guides import guides
from app.api.health import health
from app.api.health import of_accounts as account_health
from app.api.health_definitions import definitions as health_definitions
from app.api.interviews import interviews
from app.api.invitations import studies as inviting
from app.api.milestones import milestones
from app.api.opting import contacts as opting
from app.api.outcomes import outcomes
from app.api.play_runs import play_runs
from app.api.plays import plays
from app.api.policies import policies
from app.api.predictions import predictions
from app.api.qbr import reviewing
from app.api.readiness import readiness
from app.api.rehearsals import rehearsals
from app.api.search import statements
from app.api.sources import sources
from app.api.status import router as status
from app.api.studies import studies
from app.api.success_plans import success_plans
from app.api.tasks import tasks
from app.api.theme_edits import statements as placing
from app.api.theme_edits import studies as editing
from app.api.theme_edits import themes as edited_themes
from app.api.theme_runs import studies as refitting
from app.api.themes import tags, themes
from app.api.touches import touches
from app.api.triggers import triggers, tuning
from app.api.webhooks import deliveries, events, webhooks

routers = [
    accounts,
    account_acts,
    contacts,
    contracts,
    milestones,
    success_plans,
    taking,
    facts,
    sources,
    opting,
    touches,
    account_health,
    health_definitions,
    health,
    viewed,
    reviewing,
    guides,
    authoring,
    rehearsals,
    studies,
    inviting,
    figures,
    exporting,
    editing,
    refitting,
    interviews,
    themes,
    edited_themes,
    statements,
    ask,
    placing,
    tags,
    tag_corrections,
    statement_tags,
    tasks,
    plays,
    play_runs,
    firings,
    triggers,
    tuning,
    policies,
    webhooks,
    deliveries,
    events,
    outcomes,
    predictions,
    readiness,
    status,
]
