"""The JSON API: a handler reads the request, calls one verb, shapes the answer."""

from app.api.account_view import viewed
from app.api.accounts import accounts, contacts
from app.api.ask import ask
from app.api.authoring import authoring
from app.api.corrections import statement_tags, tag_corrections
from app.api.exports import studies as exporting
from app.api.figures import figures
from app.api.guides import guides
from app.api.interviews import interviews
from app.api.predictions import predictions
from app.api.qbr import reviewing
from app.api.readiness import readiness
from app.api.rehearsals import rehearsals
from app.api.search import statements
from app.api.status import router as status
from app.api.studies import studies
from app.api.tasks import tasks
from app.api.theme_edits import statements as placing
from app.api.theme_edits import studies as editing
from app.api.theme_edits import themes as edited_themes
from app.api.theme_runs import studies as refitting
from app.api.themes import tags, themes
from app.api.webhooks import deliveries, events, webhooks

routers = [
    accounts,
    contacts,
    viewed,
    reviewing,
    guides,
    authoring,
    rehearsals,
    studies,
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
    webhooks,
    deliveries,
    events,
    predictions,
    readiness,
    status,
]
