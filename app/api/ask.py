"""A question answered with what people said."""

from __future__ import annotations

from pydantic import Field

from app.api.search import FiltersIn, FoundOut, hit_shape
from app.api.shapes import Shape, router
from app.deps import CallerDep, DbDep, KitDep
from app.services.ask_statements import Group, Reply, ask_statements
from app.services.search_statements import LONGEST_QUERY

ask = router("ask")


class QuestionIn(Shape):
    question: str = Field(
        min_length=1, max_length=LONGEST_QUERY, examples=["Why do customers stop using exports?"]
    )
    filters: FiltersIn = FiltersIn()


class SentenceOut(Shape):
    """`statements` are the ids it rests on, all of them among the quotes of `groups`."""

    text: str
    statements: list[str]


class GroupOut(Shape):
    """Statements on one theme; null for those in no theme that enough people voice."""

    theme: str | None
    label: str | None
    people: int
    accounts: int
    statements: int
    quotes: list[FoundOut]


class AnswerOut(Shape):
    """`lead` is counted by rule. `prose` is a model's, every sentence checked against the statements it
    names; `notes` say what did not hold. Without a model `prose` is empty."""

    question: str
    lead: str
    people: int
    accounts: int
    positive: int
    negative: int
    prose: list[SentenceOut]
    groups: list[GroupOut]
    notes: list[str]
    prompts: dict[str, str]


@ask.post("", response_model=AnswerOut)
async def answer(given: QuestionIn, db: DbDep, kit: KitDep, caller: CallerDep) -> AnswerOut:
    """The best statements on a question, by theme and with how many people said so."""
    reply = await ask_statements(kit, db, caller.workspace_id, given.question, given.filters.filters)
    return answer_shape(reply)


def answer_shape(reply: Reply) -> AnswerOut:
    return AnswerOut(
        question=reply.question,
        lead=reply.lead,
        people=reply.people,
        accounts=reply.accounts,
        positive=reply.positive,
        negative=reply.negative,
        prose=[
            SentenceOut(text=line.text, statements=[hit.line.id for hit in line.evidence])
            for line in reply.prose
        ],
        groups=[_group(group) for group in reply.groups],
        notes=list(reply.notes),
        prompts=dict(reply.prompts),
    )


def _group(group: Group) -> GroupOut:
    return GroupOut(
        theme=group.theme_id,
        label=group.theme,
        people=group.people,
        accounts=group.accounts,
        statements=group.statements,
        quotes=[hit_shape(hit) for hit in group.quotes],
    )
