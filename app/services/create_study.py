"""A study opens: a guide's version, a title, a link, and the themes its guide listens for."""

from __future__ import annotations

import re
import secrets
import unicodedata
from dataclasses import dataclass

from app import consent, ids
from app.database import Db
from app.errors import Invalid
from app.queries import workspaces
from app.queries.base import insert
from app.services.seed_themes import seed_themes
from app.tables import GuideVersion, Study
from interviewer.guide import fill
from interviewer.guide_files import guide_from_json

LONGEST_TITLE = 200
LONGEST_DAYS = 365
LONGEST_WAIT = 7 * 24 * 60


@dataclass(frozen=True)
class Terms:
    """How a study treats its respondents: days a link resumes after the last turn, whether a person may
    answer more than once, and minutes a person asked for may take (None: as in the workspace)."""

    resume_days: int = 14
    allow_repeat: bool = False
    wait_minutes: int | None = None

    def refuse_unless_sensible(self) -> None:
        """Raises Invalid with the field."""
        if not 1 <= self.resume_days <= LONGEST_DAYS:
            raise Invalid(f"This takes a number of days from 1 to {LONGEST_DAYS}.", field="resume_days")
        if self.wait_minutes is not None and not 1 <= self.wait_minutes <= LONGEST_WAIT:
            raise Invalid(f"This takes minutes from 1 to {LONGEST_WAIT:,} (a week).", field="wait_minutes")


USUAL = Terms()


async def create_study(
    db: Db,
    workspace_id: str,
    version: GuideVersion,
    *,
    title: str | None = None,
    language: str | None = None,
    terms: Terms = USUAL,
    is_synthetic: bool = False,
    study_id: str | None = None,
) -> Study:
    """The new study. Raises Invalid when the guide does not carry the language.

    `study_id` is for a study that is looked for by its id, as the standing ones of plays are.
    """
    terms.refuse_unless_sensible()
    guide = guide_from_json(version.body)
    language = language or guide.languages[0]
    if language not in guide.languages:
        raise Invalid("The guide does not carry that language.", field="language")
    title = (title or await _title(db, workspace_id, guide.title.say(language))).strip()
    if not title or len(title) > LONGEST_TITLE:
        raise Invalid(f"title must have 1 to {LONGEST_TITLE} characters.", field="title")
    study = Study(
        id=study_id or ids.new("stu"),
        workspace_id=workspace_id,
        guide_version_id=version.id,
        slug=slug(title),
        title=title,
        language=language,
        consent_version=consent.CURRENT,
        resume_days=terms.resume_days,
        allow_repeat=terms.allow_repeat,
        wait_minutes=terms.wait_minutes,
        is_synthetic=is_synthetic,
    )
    await insert(db, study)
    await seed_themes(db, study, guide)
    return study


async def _title(db: Db, workspace_id: str, template: str) -> str:
    workspace = await workspaces.workspace(db, workspace_id)
    assert workspace is not None  # noqa: S101 - scoped to it
    return fill(template, {"sponsor": workspace.sponsor, "product": workspace.product, "first_name": None})


def slug(title: str) -> str:
    """A readable, unguessable end for the open link: the title's words, then 40 random bits."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-")
    return f"{words or 'study'}-{secrets.token_hex(5)}"
