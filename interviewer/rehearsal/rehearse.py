"""Running a guide against simulated respondents, with the real engine, in memory."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from interviewer.conversation import Encode, Graph, Patience, next_turn
from interviewer.guide import Guide
from interviewer.model import Model
from interviewer.rehearsal.respondent import Said
from interviewer.rubric.conversation import Conversation, Line, Meant
from interviewer.setting import Setting
from interviewer.text import words
from interviewer.transcript import Turn

# A rehearsal that does not end by itself has found a fault; this bounds it.
MOST_EXCHANGES = 120
# To read a question; and to type a word, at the 52 words a minute that 168,000 volunteers typed
# (Dhakal et al. 2018).
_READING_SECONDS = 4.0
_WORD_SECONDS = 60 / 52


class Answering(Protocol):
    """Whoever answers: a scripted respondent at once, one played by a model in its own time."""

    def answer(self, question_text: str, transcript: Sequence[Turn]) -> Said | Awaitable[Said]: ...


@dataclass(frozen=True)
class Rehearsed:
    """One simulated interview: its turns, what each answer meant by its seq, and whether the interviewer
    ended it (closed it or handed it over) rather than the bound on exchanges."""

    turns: list[Turn]
    meant: Mapping[int, Meant]
    has_ended: bool

    def conversation(
        self, name: str, guide: Guide, setting: Setting, secrets: Sequence[str] = ()
    ) -> Conversation:
        """It as the rubric counts it. `secrets` are texts the interviewer must not have said."""
        spoken = [str(turn.note["language"]) for turn in self.turns if turn.note.get("language")]
        return Conversation(
            id=name,
            lines=[
                Line(turn.speaker, turn.text, turn.action, turn.note, self.meant.get(turn.seq))
                for turn in self.turns
            ],
            guide=guide,
            language=spoken[-1] if spoken else setting.language,
            sponsor=setting.sponsor,
            secrets=secrets,
            has_ended=self.has_ended,
        )


async def rehearse(
    graph: Graph,
    guide: Guide,
    respondent: Answering,
    *,
    model: Model,
    setting: Setting,
    began_at: datetime,
    encode: Encode | None = None,
    patience: Patience | None = None,
) -> Rehearsed:
    """The whole interview, from the opening to the turn that ends it. The clock starts at `began_at` and
    moves with the length of each answer."""
    turns: list[Turn] = []
    meant: dict[int, Meant] = {}
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
            return Rehearsed(turns, meant, has_ended=True)
        answer = respondent.answer(reply.text, turns)
        said = await answer if inspect.isawaitable(answer) else answer
        now += timedelta(seconds=_READING_SECONDS + _WORD_SECONDS * len(words(said.text)))
        answering = len(turns) + 1
        meant[answering] = said.meant
        turns.append(Turn(answering, "respondent", said.text, now, said.action))
    return Rehearsed(turns, meant, has_ended=False)
