"""read: what is known from the rows, and how the answer is understood."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from langgraph.runtime import Runtime

from interviewer.coverage import Encode, Row, by_meaning, by_words
from interviewer.following import Detect, follow
from interviewer.languages import lexicon, spoken
from interviewer.memory import recall
from interviewer.reader import read_answer, to_encode
from interviewer.state import InterviewState, Tools
from interviewer.tongues import likelihoods
from interviewer.vagueness import content_words, is_full

# Given an answer in English, the leanings of `opinion.ADAPTERS`; None while there is no model.
Lean = Callable[[str], Awaitable[Row | None]]


class Read:
    """The node; it keeps the rows of guides' texts, which never change, between runs. `detect` tells
    languages apart that we have no word lists for, `lean` sharpens the second opinion."""

    def __init__(self, detect: Detect | None = None, lean: Lean | None = None) -> None:
        self._known: dict[str, Row] = {}
        self._detect = detect
        self._lean = lean
        likelihoods(())  # read the word lists now, not while somebody waits

    async def __call__(self, state: InterviewState, runtime: Runtime[Tools]) -> dict[str, object]:
        guide, tools = state["guide"], runtime.context
        memory = recall(guide, state["turns"], tools.now)
        answer = "\n".join(turn.text for turn in memory.pending if turn.action == "say")
        tongues = await follow(guide, state["setting"].language, state["turns"], answer, self._detect)
        language = tongues.theirs if tongues.theirs in spoken() else tongues.ours
        asked = memory.said[-1] if memory.said else ""
        closing = memory.last_move is not None and memory.current is None
        english = to_encode(memory.pending, language)
        row = await _embedded(english, tools.encode)
        leanings = await self._lean(english) if self._lean and english and row else None
        understood = tongues.theirs in spoken()
        reading = read_answer(
            memory.pending,
            asked,
            language,
            in_closing=closing,
            row=row,
            leanings=leanings,
            is_understood=understood,
        )
        if reading.kind in {"substantive", "vague", "skip"} and reading.text:
            question = guide.question(memory.current) if memory.current else None
            covered = by_words(reading, guide, question, language)
            if tools.encode is not None:
                covered = await by_meaning(reading, guide, question, language, tools.encode, self._known)
            reading = reading.with_covered(covered)
            content = len(content_words(reading.text, lexicon(language)))
            own = {entry.id for entry in question.listen_for} if question else set()
            hits = not own or bool(own & set(covered))
            full = reading.full or (reading.kind == "substantive" and is_full(content, reading.cues, hits))
            reading = replace(reading, full=full)
        return {
            "language": tongues.ours,
            "respondent_language": tongues.theirs,
            "lacks_language": tongues.lacks,
            "memory": memory,
            "reading": reading,
        }


async def _embedded(text: str, encode: Encode | None) -> Row | None:
    if encode is None or not text:
        return None
    (row,) = await encode([text])
    return tuple(float(value) for value in row)
