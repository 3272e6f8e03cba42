"""Embedding on two cores beside sentence-transformers' `encode` as it comes: `python -m bench.encoding`.

Both turn the same statements of BANKING77 into rows; wall time counts, since both use what cores there are.
"""

from __future__ import annotations

from time import perf_counter

import numpy as np
from sentence_transformers import SentenceTransformer

from analysis.encode import load_encoder
from analysis.weights import verified_model_folder
from bench.reading import cache_folder, data_folder, figure, read_rows

_STATEMENTS = 1_500


def main() -> None:
    texts = [row["text"] for row in read_rows(data_folder() / "banking77" / "test.csv.gz")[:_STATEMENTS]]
    theirs = SentenceTransformer(str(verified_model_folder()), device="cpu")
    encoder = load_encoder(cache_folder(), threads=2)
    theirs.encode(texts[:8])
    encoder.encode(texts[:8])
    started = perf_counter()
    expected = theirs.encode(texts, normalize_embeddings=True)
    plain = perf_counter() - started
    started = perf_counter()
    rows = encoder.encode(texts)
    ours = perf_counter() - started
    figure(
        "encoding.times_as_fast",
        plain / ours,
        target=2.3,
        seconds=round(ours, 2),
        encode_default_seconds=round(plain, 2),
        lowest_cosine=round(float(np.sum(rows * expected, axis=1).min()), 6),
        statements=len(texts),
    )


if __name__ == "__main__":
    main()
