"""A story as its rows tell it afterwards, a line for each thing that happened."""

from __future__ import annotations

from typing import Any

from tests.faults.story import Story


async def told(story: Story) -> list[str]:
    """From how the account was, over why it fell and what was done, to what came of it."""
    return [
        *await _scores(story, before_fall=True),
        *await _firings(story),
        *await _decision(story),
        *await _letters(story),
        *await _heard(story),
        *await _tasks(story),
        *await _scores(story, before_fall=False),
        *await _ends(story),
    ]


async def _scores(story: Story, *, before_fall: bool) -> list[str]:
    """The score's moves: up to the fall that fired, and those after it."""
    moves = await story.look(
        "SELECT previous, score, band, top FROM score_changes"
        " WHERE definition = 'risk' AND score IS NOT NULL ORDER BY at"
    )
    return [_moved(move) for move in (moves[:2] if before_fall else moves[2:])]


def _moved(move: dict[str, Any]) -> str:
    if move["previous"] is None:
        return f"Health is {move['score']:.0f}, {move['band']}."
    first = max(move["top"], key=lambda one: abs(one["delta"] or 0.0))
    said = first["sentence"].replace("\N{NO-BREAK SPACE}", " ")
    return f"Health {move['previous']:.0f} → {move['score']:.0f}, {move['band']}: {said}."


async def _firings(story: Story) -> list[str]:
    fired = await story.look(
        "SELECT trigger, reason, owner, sla, due_at - fired_at = interval '1 hour'"
        " * (sla->>'hours')::float AS is_due FROM firings ORDER BY fired_at"
    )
    return [
        f"{one['trigger']} fired for {one['owner']}, due in {one['sla']['hours']:.0f} hours:"
        f" {one['reason']['sentence']}"
        for one in fired
        if one["is_due"]
    ]


async def _decision(story: Story) -> list[str]:
    decided = await story.look("SELECT decision FROM run_steps WHERE step = 'ask'")
    return [
        f"Invitation {'automatic' if one['decision']['automatic'] else 'refused'}"
        f" by rule {one['decision']['rule']}: {one['decision']['why']}"
        for one in decided
    ]


async def _letters(story: Story) -> list[str]:
    letters = await story.look("SELECT to_name, subject, status FROM mails ORDER BY created_at")
    return [f"Mail {one['status']} for {one['to_name']}: {one['subject']}." for one in letters]


async def _heard(story: Story) -> list[str]:
    answers = await story.look(
        "SELECT answer->>'verdict' AS verdict, answer->>'sentence' AS sentence"
        " FROM firings, jsonb_array_elements(reason->'answers') AS answer"
    )
    ways = await story.look("SELECT result FROM run_steps WHERE step = 'way'")
    return [
        *(f"The answer {one['verdict']} the reason: {one['sentence']}" for one in answers),
        *(f"{one['result']['why']} On to {one['result']['to']}." for one in ways),
    ]


async def _tasks(story: Story) -> list[str]:
    tasks = await story.look(
        "SELECT title, status, context, extract(epoch FROM due_at - created_at)::float / 3600 AS hours"
        " FROM tasks ORDER BY created_at"
    )
    return [
        f"Task for {one['context']['owner']}, {one['status']}, due in"
        f" {one['context']['hours']:.0f} {one['context']['clock']} hours: {one['title']}."
        for one in tasks
        if one["hours"] >= one["context"]["hours"] - 0.01
    ]


async def _ends(story: Story) -> list[str]:
    runs = await story.look("SELECT play, status, ended_why FROM play_runs WHERE ended_at IS NOT NULL")
    closed = await story.look(
        "SELECT trigger, reason_code, note, closed_by FROM firings WHERE status = 'closed'"
    )
    return [
        *(f"{one['play']} is {one['status']}. {one['ended_why']}" for one in runs),
        *(
            f"{one['trigger']} closed by {one['closed_by']} as {one['reason_code']}: {one['note']}"
            for one in closed
        ),
    ]
