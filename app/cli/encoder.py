"""The embedding model for commands, loaded from where this installation keeps it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.rows import TableError

if TYPE_CHECKING:
    from analysis.encode import Encoder


def local_encoder(adapters: Path | None = None) -> Encoder:
    """Loads it, adapted if asked; raises TableError when it cannot be had or kept."""
    from analysis.encode import load_encoder
    from analysis.weights import EncoderError
    from app.settings import settings

    folder = settings().folder / "models"
    try:
        return load_encoder(folder, threads=2, adapters=adapters)
    except EncoderError as error:
        raise TableError(str(error)) from error
    except OSError as error:
        raise TableError(
            f"The encoder cannot be kept in {folder}; set EARSHOT_HOME to a folder of yours."
        ) from error
