"""An e-mail or an in-app message: reserved with everything else that turns to a person, or prepared for a
CSM."""

from __future__ import annotations

from typing import Any, cast

from app.database import Db
from app.queries import plays
from app.queue import nudge
from app.services.play_people import first_of
from app.services.play_task import Errand, make_task, step_key
from app.services.run_stand import Stand
from app.services.steps.done import Done
from app.services.touch import reserve
from app.success.contact_rules import Channel
from app.success.plays.types import Message
from app.success.plays.words import fill, names_in
from app.success.policy import Decision
from app.tables import Contact

_HOURS_TO_SEND = 24.0
_STANDING = frozenset({"account", "first_name", "csm", "sponsor", "product"})


async def perform_message(db: Db, stand: Stand, step: Message, decision: Decision, visit: int) -> Done:
    """Reserved where the policy lets it, else a task with the message ready to send."""
    contact = await recipient(db, stand, step.to)
    if contact is None:
        return Done("skipped", {"why": "Nobody there can be written to."})
    content = content_of(stand, step)
    if not decision.automatic:
        return await _prepare(db, stand, step, decision, visit, contact, content)
    touch = await reserve(
        db,
        account_id=stand.account.id,
        contact_id=contact.id,
        channel=cast(Channel, step.do),
        purpose="message",
        key=step_key(stand.run.id, step.id, visit),
        content=content,
        run_id=stand.run.id,
        now=stand.now,
    )
    await nudge(db, "send_touch", lane=f"touch/{touch.id}", touch_id=touch.id)
    status = "refused" if touch.status == "refused" else "done"
    return Done(status, {"touch": touch.id, "contact": contact.id, "why": touch.reason})


async def recipient(db: Db, stand: Stand, roles: tuple[str, ...]) -> Contact | None:
    """Who is written to: the first of the step's roles, else whom the run is about."""
    people = await plays.people(db, stand.account.id)
    if roles:
        return first_of(people, roles)
    own = stand.contact
    if own is not None and own.left_at is None and own.opted_out_at is None:
        return own
    return first_of(people, stand.play.to)


def content_of(stand: Stand, step: Message) -> dict[str, Any]:
    """The message for `reserve`, which fills in names and leaves out what is unknown."""
    content: dict[str, Any] = {
        "subject": as_facts(step.subject),
        "text": as_facts(step.text.strip()),
        "facts": {name: value for name, value in stand.values.items() if name not in _STANDING},
    }
    if step.link is not None and step.link[0]:
        content["button"] = {"label": step.link[1], "url": step.link[0]}
    return content


def as_facts(text: str) -> str:
    """The text with the names a play may use as those of a letter: what is not standing is a fact."""
    filled = text
    for name in {name for name in names_in(text) if name not in _STANDING}:
        filled = fill_name(filled, name)
    return filled


def fill_name(text: str, name: str) -> str:
    return text.replace("{{ " + name + " }}", "{{ fact." + name + " }}").replace(
        "{{" + name + "}}", "{{ fact." + name + " }}"
    )


async def _prepare(
    db: Db,
    stand: Stand,
    step: Message,
    decision: Decision,
    visit: int,
    contact: Contact,
    content: dict[str, Any],
) -> Done:
    """A task for the CSM, with the message ready; their click sends it."""
    values = stand.values | {"first_name": contact.first_name or "there"}
    subject = fill(step.subject, values)
    errand = Errand(
        title=f"Send “{subject}” to {contact.name}",
        why=decision.why,
        text="The message is ready. Read it, then send it, or answer in your own way and close this.",
        checklist=(),
        hours=_HOURS_TO_SEND,
        clock="business",
        priority="normal",
        whose="csm",
        prepared={
            "kind": "message",
            "channel": step.do,
            "contact": contact.id,
            "to": contact.name,
            "subject": subject,
            "text": fill(step.text, values),
            "content": content,
        },
    )
    task = await make_task(db, stand, step.id, visit, errand)
    return Done("refused", {"why": decision.why, "contact": contact.id}, task_id=task.id)
