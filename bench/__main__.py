"""Runs benchmarks: `python -m bench NAME|all [options of that benchmark]`.

A benchmark is a module of this folder with a `main`; it prints one JSON line per figure. Each runs in a
process of its own, so that none warms up or weighs down the next.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

FOLDER = Path(__file__).parent


def names() -> list[str]:
    """Every benchmark, in alphabetical order; modules without a `main` only help others."""
    return sorted(path.stem for path in FOLDER.glob("[!_]*.py") if _has_main(path))


def _has_main(path: Path) -> bool:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return any(isinstance(node, ast.FunctionDef) and node.name == "main" for node in tree.body)


def run(arguments: Sequence[str]) -> int:
    """Exit code: 0 when every benchmark asked for has run, 1 when one failed, 2 for an unknown name."""
    known = names()
    wanted, options = (arguments[0], arguments[1:]) if arguments else ("all", ())
    if wanted != "all" and wanted not in known:
        print(f"No such benchmark. There are: {', '.join(known)}, all.", file=sys.stderr)
        return 2
    failed = []
    for name in known if wanted == "all" else [wanted]:
        done = subprocess.run([sys.executable, "-m", f"bench.{name}", *options], check=False)
        if done.returncode != 0:
            failed.append(name)
    if failed:
        print(f"Failed: {', '.join(failed)}.", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
