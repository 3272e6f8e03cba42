"""Judges a history: what respondents were told against what the rows say afterwards.

After Jepsen's set and list checkers: every acknowledged write must be there, once, where it was said to be.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise


@dataclass(frozen=True)
class Stored:
    """A turn's row. `reply_to` is 0 for the opening; `client_id` and `answered_by` only for respondents."""

    seq: int
    speaker: str
    text: str
    client_id: str | None = None
    reply_to: int | None = None
    answered_by: int | None = None


@dataclass
class Heard:
    """What one respondent sent and was told, over all of their sockets."""

    sent: dict[str, str] = field(default_factory=dict)  # client id: text
    acked: dict[str, int] = field(default_factory=dict)  # client id: seq
    seen: dict[int, tuple[str, str]] = field(default_factory=dict)  # seq: speaker, text
    troubles: list[str] = field(default_factory=list)  # contradictions noticed while listening

    def acknowledge(self, client_id: str, seq: int) -> None:
        if self.acked.setdefault(client_id, seq) != seq:
            self.troubles.append(f"{client_id} acknowledged as {self.acked[client_id]} and as {seq}")

    def see(self, seq: int, speaker: str, text: str) -> None:
        if self.seen.setdefault(seq, (speaker, text)) != (speaker, text):
            self.troubles.append(f"turn {seq} was shown with two texts")


def problems(heard: Heard, rows: Sequence[Stored]) -> list[str]:
    """Everything wrong with one interview, a sentence each; empty when it holds. Rows in order of seq."""
    return [
        *heard.troubles,
        *_numbering(rows),
        *_acknowledged(heard, rows),
        *_doubled(rows),
        *_replies(rows),
        *_shown(heard, rows),
    ]


def lost(heard: Heard, rows: Iterable[Stored]) -> set[str]:
    """Client ids that were acknowledged and are not in the rows."""
    return set(heard.acked) - {row.client_id for row in rows if row.client_id is not None}


def doubled(rows: Iterable[Stored]) -> list[str]:
    """Client ids in more than one row."""
    return _repeated(row.client_id for row in rows if row.client_id is not None)


def _numbering(rows: Sequence[Stored]) -> list[str]:
    seqs = [row.seq for row in rows]
    return [] if seqs == list(range(1, len(seqs) + 1)) else [f"the seqs are not 1, 2, 3 …: {seqs}"]


def _acknowledged(heard: Heard, rows: Sequence[Stored]) -> list[str]:
    stored = {row.client_id: row for row in rows if row.client_id is not None}
    found = [f"{name} was acknowledged and is lost" for name in sorted(lost(heard, rows))]
    for name, row in stored.items():
        if name in heard.acked and heard.acked[name] != row.seq:
            found.append(f"{name} was acknowledged as {heard.acked[name]} and stored as {row.seq}")
        if name not in heard.sent:
            found.append(f"{name} is stored and was never sent")
        elif heard.sent[name] != row.text:
            found.append(f"{name} is stored with another text")
    return found


def _doubled(rows: Sequence[Stored]) -> list[str]:
    found = [f"{name} is stored twice" for name in doubled(rows)]
    replies = [row.reply_to for row in rows if row.speaker == "interviewer"]
    found += [f"turn {seq} has two replies" for seq in _repeated(seq for seq in replies if seq)]
    if replies.count(0) > 1:
        found.append("the interview opens twice")
    spoken = [row for row in rows if row.speaker == "interviewer"]
    for before, after in pairwise(spoken):
        if before.text == after.text:
            found.append(f"turns {before.seq} and {after.seq} say the same")
    return found


def _replies(rows: Sequence[Stored]) -> list[str]:
    """Every answer is covered by exactly one reply, which says so, and every reply covers an answer."""
    found = []
    replies = {row.seq: row for row in rows if row.speaker == "interviewer"}
    covered: Mapping[int | None, int] = Counter(row.answered_by for row in rows)
    for row in rows:
        if row.speaker == "respondent":
            reply = replies.get(row.answered_by or 0)
            if reply is None:
                found.append(f"turn {row.seq} has no reply")
            elif reply.seq < row.seq or (reply.reply_to or 0) < row.seq:
                found.append(f"turn {row.seq} is marked as answered by {reply.seq}, which came before it")
        elif row.speaker == "interviewer" and row.reply_to != 0 and not covered[row.seq]:
            found.append(f"turn {row.seq} answers nothing")
    return found


def _shown(heard: Heard, rows: Sequence[Stored]) -> list[str]:
    stored = {row.seq: (row.speaker, row.text) for row in rows}
    missed = [f"turn {seq} was never shown" for seq in stored if seq not in heard.seen]
    return missed + [
        f"turn {seq} was shown with another text than is stored"
        for seq, shown in heard.seen.items()
        if stored.get(seq) != shown
    ]


def _repeated(values: Iterable[object]) -> list[str]:
    return [str(value) for value, times in Counter(values).items() if times > 1]
