"""What the analysis benchmarks share: where the data lies, how a figure is printed."""

from __future__ import annotations

import csv
import gzip
import json
import os
import sys
import tempfile
from pathlib import Path


def data_folder() -> Path:
    """The folder named by EARSHOT_DATA; ends the program with a message where there is none."""
    folder = os.environ.get("EARSHOT_DATA", "")
    if not folder or not Path(folder).is_dir():
        print("Skipped: EARSHOT_DATA names no folder with the public data sets.", file=sys.stderr)
        raise SystemExit(0)
    return Path(folder)


def cache_folder() -> Path:
    """Where the exported encoder is kept between runs."""
    home = os.environ.get("EARSHOT_HOME")
    return (Path(home) if home else Path(tempfile.gettempdir()) / "earshot-bench") / "models"


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a gzipped CSV file."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def figure(name: str, value: float, **about: object) -> None:
    """Print one figure as a JSON line."""
    print(json.dumps({"bench": name, "value": round(float(value), 4), **about}), flush=True)
