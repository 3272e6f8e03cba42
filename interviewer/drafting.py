"""Listening to a model word one turn: each finished sentence is checked, and shown as soon as it passes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

from interviewer.checks import asks, room_for, sentence_faults
from interviewer.judging import against, decent
from interviewer.model import Brief, Model, ModelFault, MovePiece, Piece, ReadingPiece, UsagePiece, WordsPiece
from interviewer.moves import Move
from interviewer.reading import Kind
from interviewer.text import same_words, sentences, words
from interviewer.wording import worded

# More than this before the question is a speech.
_MOST_SENTENCES = 3
_MOST_CHARACTERS = 4_000
# An answer longer than this is acknowledged before the next question.
_LONG_ANSWER = 8


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds a model is waited for: until its first piece, and in all."""

    first_seconds: float = 20.0
    whole_seconds: float = 60.0


@dataclass
class Draft:
    """What a model made of a turn. `shown` is already with the respondent; `faults` names the checks
    that fired and `refused` counts the sentences they kept back; `helped` says that our receipt stands
    before its bare question; `broken` why the model could not go on; `again` that its words were refused
    whole; `settings` are what it was asked with."""

    kind: Kind | None = None
    covered: tuple[str, ...] = ()
    move: Move | None = None
    shown: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    refused: int = 0
    helped: bool = False
    broken: str | None = None
    again: bool = False
    tokens: dict[str, int] = field(default_factory=dict)
    prompts: dict[str, str] = field(default_factory=dict)
    settings: dict[str, object] = field(default_factory=dict)

    @property
    def is_asked(self) -> bool:
        return any(asks(sentence) for sentence in self.shown)


async def drafted(model: Model, brief: Brief, show: Callable[[str], None], patience: Patience) -> Draft:
    """The draft a model gives for `brief`; never raises for what the model does. Sentences that pass are
    shown at once. While none was shown a failing one ends the draft (`again`); later ones are dropped."""
    draft = Draft()
    pieces = model.speak(brief)
    try:
        async with asyncio.timeout(patience.whole_seconds):
            await _listen(pieces, brief, draft, show, patience)
    except TimeoutError:
        draft.broken = "stalled"
    except ModelFault as fault:
        draft.broken = str(fault) or "fault"
    except Exception as error:
        # Whatever a provider raises, the respondent's turn goes on; the kind of error is kept in the note.
        draft.broken = f"error:{type(error).__name__}"
    finally:
        close = getattr(pieces, "aclose", None)
        if close is not None:
            await close()
    if draft.broken is None and not draft.again and draft.move is None:
        draft.broken = "empty"
    return draft


async def _listen(
    pieces: AsyncIterator[Piece], brief: Brief, draft: Draft, show: Callable[[str], None], patience: Patience
) -> None:
    text, done = "", 0
    waiting = patience.first_seconds
    while True:
        try:
            piece = await asyncio.wait_for(anext(pieces), waiting)
        except StopAsyncIteration:
            break
        waiting = patience.whole_seconds
        if isinstance(piece, WordsPiece):
            text += piece.text
            if draft.move is None or len(text) > _MOST_CHARACTERS:
                raise ModelFault("nonsense")
            finished = sentences(text)[:-1]
            for sentence in finished[done:]:
                done += 1
                if not _offer(sentence, brief, draft, show):
                    return
        else:
            _take(piece, brief, draft)
    for sentence in sentences(text)[done:]:
        if not _offer(sentence, brief, draft, show):
            return


def _take(piece: Piece, brief: Brief, draft: Draft) -> None:
    if isinstance(piece, ReadingPiece):
        known = brief.guide.listen_for()
        draft.kind = piece.kind
        draft.covered = tuple(entry for entry in piece.covered if entry in known)
    elif isinstance(piece, MovePiece):
        draft.move = next((move for move in brief.legal if move.key == piece.key), None)
        if draft.move is None:
            raise ModelFault("illegal_move")
    elif isinstance(piece, UsagePiece):
        draft.tokens.update(piece.tokens)
        draft.prompts.update(piece.prompts)
        draft.settings.update(piece.settings)


def _offer(sentence: str, brief: Brief, draft: Draft, show: Callable[[str], None]) -> bool:
    """Shows a sentence that passes. False ends the draft: its first sentence was refused."""
    if draft.move is None:
        return False
    faults = sentence_faults(sentence, against(brief, draft.move, brief.speaks))
    if same_words(sentence) in map(same_words, draft.shown):
        faults.append("repeat")
    if draft.is_asked:
        faults.append("after_question")
    elif _is_a_speech([*draft.shown, sentence], room_for(brief.memory.said)):
        faults.append("brief")
    if not faults:
        for said in (*_receipt(sentence, brief, draft), sentence):
            draft.shown.append(said)
            show(said)
        return True
    draft.faults += faults
    draft.refused += 1
    draft.again = not draft.shown
    return bool(draft.shown)


def _receipt(sentence: str, brief: Brief, draft: Draft) -> list[str]:
    """Our acknowledgement, where a model would answer a long answer with a bare question."""
    is_bare = not draft.shown and asks(sentence) and len(words(brief.reading.text)) > _LONG_ANSWER
    if draft.move is None or not is_bare or brief.speaks != brief.language:
        return []
    ours, _ = decent(worded(brief, draft.move), brief, draft.move)
    said = sentences(ours.before)
    draft.helped = bool(said) and not _is_a_speech([*said, sentence], room_for(brief.memory.said))
    return said if draft.helped else []


def _is_a_speech(said: list[str], room: int) -> bool:
    before = sum(not asks(sentence) for sentence in said)
    return before > _MOST_SENTENCES or sum(len(words(sentence)) for sentence in said) > room
