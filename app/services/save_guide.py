"""A guide is validated and kept as a version; the same words again are the same version."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from app import ids
from app.database import Db
from app.errors import Invalid, NotFound
from app.queries import guides
from app.queries.base import insert
from app.storable import unstorable
from app.tables import GuideRow, GuideVersion
from interviewer.guide import Guide
from interviewer.guide_files import guide_from_json, parse_guide, template_names, template_text
from interviewer.problems import GuideInvalid


def read_guide(given: str | dict[str, Any], *, judges_wording: bool = True) -> Guide:
    """A guide from its JSON shape, YAML text, or a template's name. Raises Invalid with every problem;
    without `judges_wording`, closed and double questions are left to the linter."""
    try:
        if isinstance(given, dict):
            return guide_from_json(given, judges_wording=judges_wording)
        if given in template_names():
            return parse_guide(template_text(given), f"{given}.yaml")
        return parse_guide(given, "guide", judges_wording=judges_wording)
    except GuideInvalid as bad:
        problems = [
            (problem.field, " ".join(filter(None, (problem.message, problem.suggestion))))
            for problem in bad.problems
        ]
        raise Invalid("The guide has problems.", field="guide", problems=problems) from bad


async def save_guide(db: Db, workspace_id: str, guide: Guide) -> GuideVersion:
    """The newest version if it says the same, else a new one. Raises Invalid for what cannot be kept."""
    body = guide.to_json()
    found = unstorable(body)
    if found is not None:
        raise Invalid("The guide has problems.", problems=[found])
    source = json.dumps(body, ensure_ascii=False, sort_keys=True)
    sha256 = hashlib.sha256(source.encode()).hexdigest()
    row = await guides.guide_by_name(db, guide.name)
    if row is None:
        row = await insert(db, GuideRow(id=ids.new("gui"), workspace_id=workspace_id, name=guide.name))
    newest = await guides.newest_version(db, row.id)
    if newest is not None and newest.sha256 == sha256:
        return newest
    version = GuideVersion(
        id=ids.new("gvr"),
        workspace_id=workspace_id,
        guide_id=row.id,
        number=newest.number + 1 if newest else 1,
        sha256=sha256,
        body=body,
        source=source,
    )
    return await insert(db, version)


async def version_for(db: Db, workspace_id: str, given: str | dict[str, Any]) -> GuideVersion:
    """The version a study should run: a saved guide's newest by name or id, a template, or a body to save."""
    if isinstance(given, str) and "\n" not in given:
        row = await guides.guide_by_name(db, given) or await guides.guide(db, given)
        if row is not None:
            newest = await guides.newest_version(db, row.id)
            if newest is not None:
                return newest
        if given not in template_names():
            raise NotFound("There is no guide or template of that name.", field="guide")
    return await save_guide(db, workspace_id, read_guide(given))
