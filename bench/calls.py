"""How often a model is asked per turn, and how much it is told as an interview grows long.

    python -m bench.calls [--interviews 24]

Whole simulated interviews over HTTP against the local model server, decent and bad: calls per turn of the
interviewer's, rewrites included, turns with fixed words counted as turns without a call. Tokens are
estimated as characters divided by four, prompts and baseline alike; the baseline sends the system prompt
and the whole conversation every time.
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import cycle
from statistics import mean

from bench.reading import figure
from bench.rehearsed import Held, held, templates
from interviewer.guide import Guide, Limits
from interviewer.rehearsal.casting import Part
from interviewer.rehearsal.respondent import Respondent, Said
from interviewer.rubric.conversation import Meant
from interviewer.transcript import Turn

MOST_CALLS = 1.2
FLAT = 0.10
TURNS = (6, 12, 24)
# Said in turn for as long as anything is asked, so that interviews get long; at the measured median length.
ANSWERS = (
    "Renewals are in one list for our 40 clinics, and since March the weekly call starts from that list.",
    "The import took three weeks because every second file stopped halfway, so a colleague typed it in.",
    "It was slow.",
    "Finance reads the export on Mondays before nine, and in May it was empty twice, which cost a morning.",
    "Two managers and the analyst work with it every day, the rest of the team opens it before a call.",
    "We compared it with the old spreadsheet in June, and the numbers were the same for the first time.",
)
_CHARACTERS_A_TOKEN = 4


class Patient:
    """Somebody who goes on answering whatever they are asked."""

    def __init__(self, start: int) -> None:
        self._answers = cycle(ANSWERS[start % len(ANSWERS) :] + ANSWERS[: start % len(ANSWERS)])

    def answer(self, question_text: str, transcript: Sequence[Turn]) -> Said:  # noqa: ARG002 - whatever is asked
        """The next of the answers."""
        return Said("say", next(self._answers), Meant("substantive"))


def _patient(start: int, _: Respondent, __: Part) -> Patient:
    return Patient(start)


def long_guide() -> Guide:
    """The questions of every template in one guide, for an interview of more than 24 turns."""
    guides = templates()
    questions = tuple(
        replace(
            question,
            id=f"{number}_{question.id}",
            skip_if_covered=(),
            listen_for=tuple(replace(entry, id=f"{number}_{entry.id}") for entry in question.listen_for),
        )
        for number, guide in enumerate(guides)
        for question in guide.questions
    )
    return replace(
        guides[0],
        name="long",
        questions=questions,
        minutes=90,
        limits=Limits(turns=60, probes_per_question=2),
    )


async def measure_calls(count: int) -> None:
    for fault in (None, "bad"):
        run = await held(fault, count=count, seed=1)
        refused = sum(turn.note["refused"] for turn in run.spoken)
        asked = [turn for turn in run.spoken if turn.note["settings"] or turn.note["tokens"]]
        figure(
            "calls.per_turn",
            run.calls_per_turn,
            model=fault or "decent",
            target=MOST_CALLS,
            interviews=len(run.interviews),
            turns=len(run.spoken),
            calls=len(run.told),
            refused_sentences=refused,
            turns_by_model=len(asked),
        )


async def measure_tokens(count: int) -> None:
    """Prompt tokens at turns 6, 12 and 24 (those beside them count too), over some long interviews."""
    ours: dict[int, list[int]] = {turn: [] for turn in TURNS}
    resent: dict[int, list[int]] = {turn: [] for turn in TURNS}
    cached: list[int] = []
    for seed in range(count):
        run = await held(
            None,
            count=1,
            seed=seed,
            guides=[long_guide()],
            only=("plain",),
            answering=partial(_patient, seed),
        )
        cached.append(len({system for system, _ in run.told}))
        for number, tokens, everything in _calls_by_turn(run):
            for turn in (turn for turn in TURNS if abs(turn - number) <= 1):
                ours[turn].append(tokens)
                resent[turn].append(everything)
    for turn in TURNS:
        figure(
            f"calls.prompt_tokens.turn_{turn}",
            mean(ours[turn]),
            resending_everything=round(mean(resent[turn])),
            calls=len(ours[turn]),
            estimate="characters / 4",
        )
    growth = mean(ours[24]) / mean(ours[6]) - 1
    figure("calls.prompt_tokens.growth_6_to_24", growth, target=FLAT, interviews=count)
    figure("calls.system_prompts_per_interview", max(cached), target=1)


def _calls_by_turn(run: Held) -> list[tuple[int, int, int]]:
    """(the interviewer's turn, tokens told, tokens had everything been sent), for each call of the one
    interview of this run, in order."""
    turns = run.interviews[0].rehearsed.turns
    spoken = [turn for turn in turns if turn.speaker == "interviewer"]
    numbers = [number for number, turn in enumerate(spoken, 1) for _ in range(_calls_of(turn))]
    found = []
    for number, (system, tail) in zip(numbers, run.told, strict=True):
        before = [turn.text for turn in turns if turn.seq < spoken[number - 1].seq]
        everything = len(system) + sum(len(text) for text in before)
        found.append((number, _tokens(len(system) + len(tail)), _tokens(everything)))
    return found


def _calls_of(turn: Turn) -> int:
    """How many calls a turn took: none where its words were fixed, two where they were written again."""
    if "interviewer/turn" not in turn.note["prompts"]:
        return 0
    return 2 if "interviewer/again" in turn.note["prompts"] else 1


def _tokens(characters: int) -> int:
    return round(characters / _CHARACTERS_A_TOKEN)


async def measure(count: int) -> None:
    await measure_calls(count)
    await measure_tokens(max(3, count // 4))


def main() -> None:
    parser = argparse.ArgumentParser(description="Model calls and tokens a turn. Example: --interviews 12")
    parser.add_argument("--interviews", type=int, default=24)
    asyncio.run(measure(parser.parse_args().interviews))


if __name__ == "__main__":
    main()
