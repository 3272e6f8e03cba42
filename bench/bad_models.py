"""Rehearsals with a model that is bad in a known way: what of the rubric still holds for the respondent?

    python -m bench.bad_models [--interviews 24]

The model is the local server over HTTP. `offered` counts the sentences the checks kept back; the figures
are those of the rubric over what was shown.
"""

from __future__ import annotations

import argparse
import asyncio

from bench.reading import figure
from bench.rehearsed import held

MODES = (
    "two_questions",
    "praise",
    "lead",
    "leak",
    "leak_context",
    "promise",
    "invent",
    "verbose",
    "end_now",
    "never_end",
    "bad",
)
# Rules that must hold whatever model speaks.
RULES = (1, 2, 5, 9, 11, 13)


async def measure(count: int) -> None:
    """Prints a figure per mode and line of the rubric, and how often the model was heard at all."""
    for mode in MODES:
        run = await held(mode, count=count, seed=7)
        theirs = sum(turn.note["model"] != "built-in" for turn in run.spoken)
        refused = sum(turn.note["refused"] for turn in run.spoken)
        about = {"model": mode, "interviews": count}
        figure("bad_models.refused", refused, turns=len(run.spoken), turns_with_its_words=theirs, **about)
        figure("bad_models.calls_per_turn", run.calls_per_turn, target=1.2, **about)
        for line in (await run.score()).measures:
            if line.rule in RULES and line.value is not None:
                limit = line.target.limit
                figure(
                    f"bad_models.{line.key}", line.value, rule=line.rule, target=limit, of=line.of, **about
                )


def main() -> None:
    parser = argparse.ArgumentParser(description="Rehearsals with bad models. Example: --interviews 12")
    parser.add_argument("--interviews", type=int, default=24)
    asyncio.run(measure(parser.parse_args().interviews))


if __name__ == "__main__":
    main()
