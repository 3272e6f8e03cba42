"""One real encoder for the whole run: exported once, shared by the workers."""

from __future__ import annotations

import fcntl
import os
import tempfile
from pathlib import Path

import pytest

from analysis.encode import Encoder, load_encoder


@pytest.fixture(scope="session")
def model_cache() -> Path:
    folder = Path(tempfile.gettempdir()) / f"earshot-tests-{os.environ['EARSHOT_TEST_RUN']}" / "models"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        load_encoder(folder)
    return folder


@pytest.fixture(scope="session")
def encoder(model_cache: Path) -> Encoder:
    return load_encoder(model_cache)
