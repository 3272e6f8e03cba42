"""200,000 statements through `earshot themes` from kept vectors: CPU seconds by stage, and its memory.

`python -m bench.scale [--rows N]` makes a file by resampling the public texts of EARSHOT_DATA with noise in
their words, and vectors near those of the originals, so that nothing but the originals is encoded. The
command then runs in a process of its own. All of it lies in a temporary folder that is removed at the end.
"""

from __future__ import annotations

import argparse
import csv
import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analysis.encode import Encoder, load_encoder
from analysis.statements import cut_answer
from analysis.types import Answer, Embeddings
from app.cli.vectors import VectorCache, keys_of
from bench.reading import cache_folder, data_folder, figure, read_rows

ROWS = 200_000
ORIGINALS = 6_000
WHOLE_CPU_SECONDS, WHOLE_MB = 300, 2_500
THEME_CPU_SECONDS, THEME_MB = 20, 1_600
_NOISE = 0.35
_BLOCK = 10_000
_SHORTEST, _LONGEST = 20, 160
_MB = 1024


def main() -> None:
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--rows", type=int, default=ROWS)
    rows = wanted.parse_args().rows
    folder = data_folder()
    encoder = load_encoder(cache_folder(), threads=1)
    texts = _originals(folder)
    with tempfile.TemporaryDirectory(prefix="earshot-scale-") as made:
        file = Path(made) / "answers.csv"
        _fill(file, Path(made) / "vectors", texts, rows, encoder)
        _measure(file, Path(made) / "vectors", rows)


def _originals(folder: Path) -> list[str]:
    """Short public texts that are one statement each: questions to a bank, tweets, reviews."""
    files = {"banking77/train": "text", "vader_tweets/data": "text", "mams_acsa/data": "text"}
    texts: dict[str, None] = {}
    for name, column in files.items():
        for row in read_rows(folder / f"{name}.csv.gz")[: ORIGINALS // len(files)]:
            text = " ".join(row[column].split())
            if _SHORTEST <= len(text) <= _LONGEST and [s.text for s in cut_answer(Answer(0, "", text))] == [
                text
            ]:
                texts[text] = None
    return list(texts)


def _fill(file: Path, cache: Path, texts: Sequence[str], rows: int, encoder: Encoder) -> None:
    """Writes the rows, and keeps a vector for each: the original's, moved as a changed word moves it."""
    random = np.random.default_rng(0)
    whole = encoder.encode(texts)
    kept = VectorCache(cache, encoder.name, encoder.encode)
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["account", "answer"])
        for start in range(0, rows, _BLOCK):
            chosen = random.integers(0, len(texts), min(_BLOCK, rows - start))
            said = list(_varied(texts, chosen, random))
            writer.writerows((f"a{random.integers(rows // 4)}", text) for text in said)
            kept.keep(keys_of(said), _moved(whole[chosen], random))


def _varied(texts: Sequence[str], chosen: NDArray[np.int64], random: np.random.Generator) -> Iterator[str]:
    """Each text with a word left out or said twice, a letter doubled and a number added, as people vary."""
    for index in chosen.tolist():
        words = texts[index].split()
        place = int(random.integers(len(words)))
        if random.random() < 0.5 and len(words) > 4:
            del words[place]
        else:
            words.insert(place, words[place])
        words.insert(int(random.integers(1, len(words))), str(random.integers(10, 10_000)))
        yield " ".join(words)


def _moved(rows: Embeddings, random: np.random.Generator) -> Embeddings:
    noise = random.standard_normal(rows.shape, dtype=np.float32) / np.sqrt(rows.shape[1])
    moved = rows + _NOISE * noise
    result: Embeddings = (moved / np.linalg.norm(moved, axis=1, keepdims=True)).astype(np.float32)
    return result


def _measure(file: Path, cache: Path, rows: int) -> None:
    script = "from app.cli import main; main()"
    options = ["--text", "answer", "--group", "account", "--json", "--cache", str(cache)]
    outs = ["--out", f"{file}.out.csv", "--html", f"{file}.html", "--statements", f"{file}.jsonl.gz"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, "-c", script, "themes", str(file), *options, *outs],
        check=False,
        capture_output=True,
        text=True,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        print(done.stderr[-2_000:], file=sys.stderr)
        raise SystemExit(1)
    found = json.loads(done.stdout)
    size = {"rows": rows, "statements": found["statements"]}
    for stage, seconds in found["timings"].items():
        figure(f"scale.{stage}.cpu_seconds", seconds, **size)
    spent = (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)
    figure("scale.command.cpu_seconds", spent, target=WHOLE_CPU_SECONDS, **size)
    figure("scale.command.peak_mb", after.ru_maxrss / _MB, target=WHOLE_MB, **size)
    themes = found["timings"]["themes"]
    figure("scale.theme_stage.cpu_seconds", themes, target=THEME_CPU_SECONDS, themes=len(found["themes"]))
    figure("scale.theme_stage.peak_mb", found["memory_mb"]["themes"], target=THEME_MB, **size)


if __name__ == "__main__":
    main()
