"""Every table's shape. The SQL that reads and writes them is in the twin modules of `app.queries`."""

from app.tables.accounts import Account, Contact
from app.tables.base import Row
from app.tables.corrections import LearnedIntents, TagCorrection
from app.tables.deliveries import Attempt, Delivery, Event, Webhook
from app.tables.insights import EmbeddingRow, InsightRow, StatementRow, Tag, Theme, ThemeExemplar
from app.tables.interviews import GuideRow, GuideVersion, Interview, Study, TurnRow
from app.tables.model_calls import ModelCall, ModelDay
from app.tables.rehearsals import Rehearsal
from app.tables.search import StatementSearch
from app.tables.tasks import Mail, Task
from app.tables.theme_alarms import ThemeAlarm
from app.tables.themes import ThemeEdit, ThemeRun
from app.tables.workspaces import ApiKey, Idempotency, Login, SignInLink, User, Workspace

__all__ = [
    "Account",
    "ApiKey",
    "Attempt",
    "Contact",
    "Delivery",
    "EmbeddingRow",
    "Event",
    "GuideRow",
    "GuideVersion",
    "Idempotency",
    "InsightRow",
    "Interview",
    "LearnedIntents",
    "Login",
    "Mail",
    "ModelCall",
    "ModelDay",
    "Rehearsal",
    "Row",
    "SignInLink",
    "StatementRow",
    "StatementSearch",
    "Study",
    "Tag",
    "TagCorrection",
    "Task",
    "Theme",
    "ThemeAlarm",
    "ThemeEdit",
    "ThemeExemplar",
    "ThemeRun",
    "TurnRow",
    "User",
    "Webhook",
    "Workspace",
]
