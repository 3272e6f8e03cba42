"""A guide drafted for somebody who waits: by a model if there is one to ask, else out of the templates."""

from __future__ import annotations

from dataclasses import replace

from app.errors import Invalid
from app.kit import Kit
from app.services.ask_model import asking
from app.services.record_calls import About
from interviewer.authoring import LONGEST_GOAL, Drafted, draft, draft_with_model, nearest_template
from interviewer.languages import KNOWN


async def draft_guide(
    kit: Kit, workspace_id: str, goal: str, *, language: str = "en", minutes: int = 8, product: str = ""
) -> Drafted:
    """The draft, which nothing has saved. Raises Invalid for a goal or a language that is none.

    Whoever asks holds a database connection, and asking a model takes another: so only a few ask at a
    time, and who comes on top of them gets the template's draft at once.
    """
    goal = " ".join(goal.split())
    if not 1 <= len(goal) <= LONGEST_GOAL:
        raise Invalid(f"Say the goal in 1 to {LONGEST_GOAL} characters.", field="goal")
    if language not in KNOWN:
        raise Invalid("A language is two letters, such as en or de.", field="language")
    encode = kit.encoding.ready
    nearest = await nearest_template(goal, encode) if encode else ""
    drafted = draft(goal, language=language, minutes=minutes, product=product, nearest=nearest)
    if kit.models is None:
        return drafted
    if kit.drafting.locked():
        return replace(drafted, notes=("The model is busy with other drafts.", *drafted.notes))
    async with (
        kit.drafting,
        asking(kit, About(workspace_id, "drafting"), is_live=True) as ask,
    ):
        if ask is None:
            return replace(drafted, notes=("The model's budget is used up.", *drafted.notes))
        return await draft_with_model(goal, drafted, ask=ask, product=product)
