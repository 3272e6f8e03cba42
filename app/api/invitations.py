"""Inviting people to a study: by mail from here, or with links for your own mailer."""

from __future__ import annotations

from fastapi import Response, status
from pydantic import Field

from app.api.shapes import Shape, router
from app.deps import DbDep, KitDep, NowDep
from app.downloads import download
from app.errors import NotFound
from app.queries import studies as queries
from app.services.personal_links import MOST, invite_all, links_file

studies = router("studies")


class People(Shape):
    contacts: list[str] = Field(
        default_factory=list, max_length=MOST, description=f"Ids of contacts, 1 to {MOST:,}."
    )


class InvitationOut(Shape):
    """`status` is planned (it goes out within seconds), held until `due_at`, refused, or sent before."""

    contact: str
    touch: str
    interview: str | None
    status: str
    reason: str | None


class InvitationsOut(Shape):
    items: list[InvitationOut]


@studies.post("/{study_id}/invitations", status_code=status.HTTP_202_ACCEPTED, response_model=InvitationsOut)
async def invitations(study_id: str, given: People, db: DbDep, kit: KitDep, now: NowDep) -> InvitationsOut:
    """Invites people by mail, each once, with one reminder, as far as the rules for contact allow."""
    invited = await invite_all(
        db, study_id, given.contacts, channel="email", base_url=kit.settings.base_url, now=now
    )
    return InvitationsOut(
        items=[
            InvitationOut(
                contact=one.contact.id,
                touch=one.touch.id,
                interview=one.touch.interview_id,
                status=one.touch.status,
                reason=one.touch.reason,
            )
            for one in invited
        ]
    )


@studies.post("/{study_id}/links", response_class=Response)
async def links(study_id: str, given: People, db: DbDep, kit: KitDep, now: NowDep) -> Response:
    """Personal links as CSV for your own mailer. They count towards the same caps as mail from here; whoever
    may not be turned to now has no link and a note that says why."""
    base = kit.settings.base_url
    invited = await invite_all(db, study_id, given.contacts, channel="file", base_url=base, now=now)
    study = await queries.study(db, study_id)
    if study is None:
        raise NotFound("There is no such study.")
    return download(await links_file(db, study, invited, base))
