"""Themes on public sets, each figure beside baselines run in the same process.

`python -m bench themes [PART …]` reads the folder named by EARSHOT_DATA and prints one JSON line per
figure. Parts: quality, small, stability, growth, scale; all of them if none is named.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from pathlib import Path
from time import process_time

import numpy as np

from analysis.encode import Encoder, load_encoder
from analysis.types import Embeddings
from bench import theme_growth, theme_quality, theme_scale, theme_stability
from bench.reading import cache_folder, data_folder, figure, read_rows

PARTS = ("quality", "small", "stability", "growth", "scale")


def main() -> None:
    wanted = sys.argv[1:] or PARTS
    unknown = [part for part in wanted if part not in PARTS]
    if unknown:
        sys.exit(f"No part of this benchmark is called {unknown[0]}. There are: {', '.join(PARTS)}.")
    folder = data_folder()
    encoder = load_encoder(cache_folder(), threads=2)
    encode = encoder.encode
    test, train = (read_rows(folder / "banking77" / f"{name}.csv.gz") for name in ("test", "train"))
    texts = [row["text"] for row in test + train]
    intents = [row["intent"] for row in test + train]
    rows = _encoded("banking77", texts, encoder)
    n = len(test)
    if "scale" in wanted:  # first, since the memory it tells is the peak of the whole process
        theme_scale.large(rows)
    if "quality" in wanted:
        found = theme_quality.compare("banking77_test", rows[:n], intents[:n])
        theme_quality.labelled(texts[:n], rows[:n], found, intents[:n], encode)
        theme_quality.compare("banking77_full", rows, intents, with_density=False)
    if "small" in wanted:
        theme_quality.small_studies(folder, encode)
    if "stability" in wanted:
        theme_stability.seeds(rows[:n])
        theme_stability.samples(rows[:n])
        theme_stability.refitted(rows[:n], texts[:n], intents[:n])
    if "growth" in wanted:
        theme_growth.assigned_fifth(rows[:n], intents[:n])
        theme_growth.left_out(rows)
        theme_growth.novelty(rows[:n], intents[:n])
        theme_growth.weekly("banking77_full", rows, texts, intents)


def _encoded(name: str, texts: Sequence[str], encoder: Encoder) -> Embeddings:
    """The rows of a set, encoded once and kept beside the encoder."""
    kept = Path(cache_folder()) / f"{name}-{re.sub(r'[^0-9A-Za-z]+', '-', encoder.name)}.npy"
    if kept.exists():
        return np.asarray(np.load(kept), dtype=np.float32)
    started = process_time()
    rows = encoder.encode(texts)
    figure(f"encode.{name}.texts_per_cpu_second", len(texts) / (process_time() - started), texts=len(texts))
    np.save(kept, rows)
    return rows


if __name__ == "__main__":
    main()
