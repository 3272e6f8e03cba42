"""Which statements use the words of which theme's name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from analysis import phrases

_WORD: Final = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*", re.UNICODE)


def shares(texts: Sequence[str], names: Sequence[str | None]) -> Any:
    """CSR matrix, shape (texts, names): the share (0..1) of a name's words that a text uses, squared.

    In any form of the words; squared, for whoever says "book" hardly speaks of book covers.
    """
    from scipy import sparse  # a third of a second, and only a fit needs it

    worth: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    for theme, name in enumerate(names):
        stems = phrases.stems(name or "")
        for stem in sorted(stems):
            worth[stem].append((theme, 1 / len(stems)))
    # Most words belong to no name, and each is looked up once.
    known: dict[str, str | None] = {}
    rows: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    for row, text in enumerate(texts):
        used: set[str | None] = set()
        for word in _WORD.findall(text.lower()):
            if word not in known:
                found = phrases.stem(word)
                known[word] = found if found in worth else None
            used.add(known[word])
        for one in used:
            for theme, share in worth[one] if one else ():
                rows.append(row)
                columns.append(theme)
                values.append(share)
    shape = (len(texts), len(names))
    return sparse.csr_matrix((np.array(values, dtype=np.float32), (rows, columns)), shape=shape).power(2)
