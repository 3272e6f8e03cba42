"""A rehearsal as data in and data out, so that it can run in this process or in one of its own.

Run as `python -m app.rehearsing` it reads a request from standard input and writes JSON lines: how many
interviews are through, then the outcome. It takes what is left of the processor: a live interview in
another process never waits for it.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from analysis.language import detect
from analysis.types import Embeddings
from app.detection import detect_language
from interviewer.builtin import BuiltIn
from interviewer.coverage import Encode, Row
from interviewer.graph import build_graph
from interviewer.guide_files import guide_from_json
from interviewer.model import Model
from interviewer.nodes.read import Lean
from interviewer.opinion import ADAPTERS
from interviewer.rehearsal.campaign import Stage, Staged, campaign
from interviewer.rehearsal.material import material
from interviewer.rehearsal.outcome import outcome_of

WORST_KEPT = 30
"""So many transcripts are kept of a rehearsal, the worst ones."""
_NICENESS = 15
_AT_ONCE = 2


@dataclass(frozen=True)
class Request:
    """What is rehearsed. `guide` is its body; `models` the folder of the embedding model, None without."""

    guide: dict[str, Any]
    respondents: int
    seed: int
    language: str
    sponsor: str
    product: str
    models: str | None = None

    def to_json(self) -> str:
        return json.dumps(asdict(self))


async def rehearsed(
    request: Request,
    model: Model,
    encode: Encode | None,
    done: Callable[[], None],
    lean: Lean | None = None,
) -> dict[str, Any]:
    """The outcome as JSON: `interviews`, `scoreboard`, `hints` (of the one guide) and `worst`."""
    guide = guide_from_json(request.guide)
    stage = Stage(
        graph=build_graph(detect_language, lean),
        model=model,
        material=material(),
        sponsor=request.sponsor,
        product=request.product or request.sponsor,
        encode=encode,
    )

    def one_more(_: Staged) -> None:
        done()

    staged = await campaign(
        stage,
        [guide],
        count=request.respondents,
        seed=request.seed,
        language=request.language,
        at_once=_AT_ONCE,
        done=one_more,
    )
    outcome = await outcome_of(staged, encode=encode, detect=lambda text: detect(text, prior="") or None)
    found = outcome.to_json(WORST_KEPT)
    return {**found, "hints": found["hints"].get(guide.name, [])}


def main() -> None:
    """The process of its own."""
    os.nice(_NICENESS)
    given = Request(**json.loads(sys.stdin.read()))
    through = 0

    def done() -> None:
        nonlocal through
        through += 1
        _tell({"done": through})

    encode, lean = _encoders(given.models)
    _tell({"outcome": asyncio.run(rehearsed(given, BuiltIn(), encode, done, lean))})


def _encoders(folder: str | None) -> tuple[Encode | None, Lean | None]:
    from analysis.encode import load_encoder

    if folder is None:
        return None, None
    encoder, leaner = load_encoder(Path(folder)), load_encoder(Path(folder), adapters=ADAPTERS)

    async def encode(texts: Sequence[str]) -> Embeddings:
        return encoder.encode(texts)

    async def lean(text: str) -> Row:
        return tuple(map(float, leaner.encode([text])[0]))

    return encode, lean


def _tell(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
