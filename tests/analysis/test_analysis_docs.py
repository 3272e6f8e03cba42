"""What docs/analysis.md shows of `earshot themes` is what the command prints."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

DOC = (Path(__file__).resolve().parents[2] / "docs/analysis.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    return DOC.split(f"```{language}\n")[1].split("```")[0]


def comparable(output: str) -> list[str]:
    """Lines without what may differ: seconds, feelings to the last digit, spaces at the end."""
    figures = re.sub(r"[+-]\d\.\d\d", "#", output)
    return [line.rstrip() for line in figures.strip().splitlines() if not line.startswith("CPU seconds: ")]


def test_documented_sample_gives_the_output_shown(model_cache: Path, tmp_path: Path) -> None:
    (tmp_path / "answers.csv").write_text(block("csv"), encoding="utf-8")
    command = block("sh").split()
    done = subprocess.run(
        [Path(sys.executable).parent / command[0], *command[1:]],
        cwd=tmp_path,
        env={**os.environ, "EARSHOT_HOME": str(model_cache.parent), "COLUMNS": "100"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert comparable(done.stdout) == comparable(block("text"))
    header = (tmp_path / "answers-themes.csv").read_text(encoding="utf-8").splitlines()[0]
    assert header == "account,answer,theme,theme_label,sentiment,intents"
