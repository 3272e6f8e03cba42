"""A study opens: a guide's version, a title, a link, and the themes its guide listens for."""

from __future__ import annotations

import re
import secrets
import unicodedata

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


async def create_study(
    db: Db,
    workspace_id: str,
    version: GuideVersion,
    *,
    title: str | None = None,
    language: str | None = None,
    is_synthetic: bool = False,
) -> Study:
    """The new study. Raises Invalid when the guide does not carry the language."""
    guide = guide_from_json(version.body)
    language = language or guide.languages[0]
    if language not in guide.languages:
        raise Invalid("The guide does not carry that language.", field="language")
    title = (title or await _title(db, workspace_id, guide.title.say(language))).strip()
    if not title or len(title) > LONGEST_TITLE:
        raise Invalid(f"title must have 1 to {LONGEST_TITLE} characters.", field="title")
    study = Study(
        id=ids.new("stu"),
        workspace_id=workspace_id,
        guide_version_id=version.id,
        slug=slug(title),
        title=title,
        language=language,
        consent_version=consent.CURRENT,
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
