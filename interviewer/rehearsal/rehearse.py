"""Running a guide against simulated respondents, with the real engine, in memory."""

from __future__ import annotations

from datetime import datetime, timedelta

from interviewer.conversation import Encode, Graph, Patience, next_turn
from interviewer.guide import Guide
from interviewer.model import Model
from interviewer.rehearsal.respondent import Respondent
from interviewer.setting import Setting
from interviewer.text import words
from interviewer.transcript import Turn

# A rehearsal that does not end by itself has found a fault; this bounds it.
MOST_EXCHANGES = 120


async def rehearse(
    graph: Graph,
    guide: Guide,
    respondent: Respondent,
    *,
    model: Model,
    setting: Setting,
    began_at: datetime,
    encode: Encode | None = None,
    patience: Patience | None = None,
) -> list[Turn]:
    """The whole interview, turn by turn, from the opening to the turn that closes it. The clock starts at
    `began_at` and moves with the length of each answer."""
    turns: list[Turn] = []
    now = began_at
    answering: int | None = None
    for _ in range(MOST_EXCHANGES):
        reply = await next_turn(
            graph,
            guide=guide,
            turns=turns,
            setting=setting,
            model=model,
            encode=encode,
            now=now,
            show=lambda _: None,
            patience=patience,
        )
        turns.append(
            Turn(len(turns) + 1, "interviewer", reply.text, now, reply_to=answering, note=reply.note)
        )
        if reply.closes or reply.hands_over:
            break
        said = respondent.answer(reply.text, turns)
        now += timedelta(seconds=4 + 1.2 * len(words(said.text)))
        answering = len(turns) + 1
        turns.append(Turn(answering, "respondent", said.text, now, said.action))
    return turns
