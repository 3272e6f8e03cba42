"""Every table's shape. The SQL that reads and writes them is in the twin modules of `app.queries`."""

from app.tables.accounts import Account, Contact
from app.tables.base import Row
from app.tables.contracts import Contract, Milestone, SuccessPlan
from app.tables.corrections import LearnedIntents, TagCorrection
from app.tables.deliveries import Attempt, Delivery, Event, Webhook
from app.tables.facts import AccountField, AccountMerge, Fact, Identity, ImportRun, Source
from app.tables.firings import Firing, TriggerState
from app.tables.health import Prediction, PredictionModel, ScoreChange, ScoreRow
from app.tables.insights import EmbeddingRow, InsightRow, StatementRow, Tag, Theme, ThemeExemplar
from app.tables.interviews import GuideRow, GuideVersion, Interview, Study, TurnRow
from app.tables.model_calls import ModelCall, ModelDay
from app.tables.plays import PlayRun, RunStep, Touch, TouchLink
from app.tables.policies import Policy
from app.tables.rehearsals import Rehearsal
from app.tables.search import StatementSearch
from app.tables.tasks import Mail, Task
from app.tables.theme_alarms import ThemeAlarm
from app.tables.themes import ThemeEdit, ThemeRun
from app.tables.workspaces import ApiKey, Idempotency, Login, SignInLink, User, Workspace

__all__ = [
    "Account",
    "AccountField",
    "AccountMerge",
    "ApiKey",
    "Attempt",
    "Contact",
    "Contract",
    "Delivery",
    "EmbeddingRow",
    "Event",
    "Fact",
    "Firing",
    "GuideRow",
    "GuideVersion",
    "Idempotency",
    "Identity",
    "ImportRun",
    "InsightRow",
    "Interview",
    "LearnedIntents",
    "Login",
    "Mail",
    "Milestone",
    "ModelCall",
    "ModelDay",
    "PlayRun",
    "Policy",
    "Prediction",
    "PredictionModel",
    "Rehearsal",
    "Row",
    "RunStep",
    "ScoreChange",
    "ScoreRow",
    "SignInLink",
    "Source",
    "StatementRow",
    "StatementSearch",
    "Study",
    "SuccessPlan",
    "Tag",
    "TagCorrection",
    "Task",
    "Theme",
    "ThemeAlarm",
    "ThemeEdit",
    "ThemeExemplar",
    "ThemeRun",
    "Touch",
    "TouchLink",
    "TriggerState",
    "TurnRow",
    "User",
    "Webhook",
    "Workspace",
]
