"""Whether people find that a theme's name fits its statements: material for readers, and their share.

`python -m bench.readers [--seed N] [--themes N]` runs the themes of the public interviews (EARSHOT_DATA) and
prints, per theme, ten of its statements drawn by chance, then its name: read the statements first, then the
name, and write down how many fit. `python -m bench.readers --judged FILE` adds up such notes, lines of
`theme fitting shown`, into one figure per file. Nothing read here is kept anywhere.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from random import Random

import numpy as np

from analysis.encode import load_encoder
from analysis.survey import analyse
from bench.reading import cache_folder, data_folder, figure, read_rows

SHOWN = 10
WANTED = 0.8


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seed", type=int, default=0)
    asked.add_argument("--themes", type=int, default=1_000)
    asked.add_argument("--judged", type=Path)
    given = asked.parse_args()
    if given.judged:
        judged(given.judged)
    else:
        shown(given.seed, given.themes)


def shown(seed: int, most: int) -> None:
    """One JSON line per theme, the largest first: its statements, and after them its name."""
    rows = read_rows(data_folder() / "interviews_creatives" / "transcripts.csv.gz")
    encoder = load_encoder(cache_folder(), threads=1)
    survey = analyse(
        [row["text"] for row in rows],
        [row["transcript_id"] for row in rows],
        encode=encoder.encode,
        seed=seed,
        conversations=True,
    )
    chance = Random(seed)
    for number, theme in enumerate(survey.fitted.themes[:most]):
        members = np.flatnonzero(survey.fitted.labels == number).tolist()
        drawn = chance.sample(members, min(SHOWN, len(members)))
        said = [survey.statements[index].text for index in drawn]
        print(json.dumps({"theme": number, "statements": said, "name": theme.label}, ensure_ascii=False))
    figure("readers.themes", len(survey.fitted.themes), statements=len(survey.statements))


def judged(file: Path) -> None:
    """The share of statements shown that a reader found fitting."""
    notes = [list(map(int, line.split())) for line in file.read_text().splitlines() if line.strip()]
    fitting, total = (sum(column) for column in list(zip(*notes, strict=True))[1:])
    figure("readers.fitting", fitting / total, themes=len(notes), statements=total, target=WANTED)


if __name__ == "__main__":
    main()
