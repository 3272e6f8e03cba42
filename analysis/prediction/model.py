"""One learned model: scaling, what weighs, calibration. It says how likely, and why."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from typing import Any

import numpy as np

from analysis.prediction import logistic, trees
from analysis.prediction.calibration import Calibration
from analysis.prediction.features import FEATURES
from analysis.prediction.history import Floats
from analysis.prediction.logistic import Logistic
from analysis.prediction.scaling import Scaling
from analysis.prediction.trees import Trees


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """Predicts one kind of outcome within `days`."""

    days: int
    scaling: Scaling
    scorer: Logistic | Trees
    calibration: Calibration

    def odds(self, rows: Floats) -> Floats:
        """Log odds before calibration, shape (n,), of feature rows (n, features)."""
        return self.scorer.odds(self.scaling.columns(rows))

    def probabilities(self, rows: Floats) -> Floats:
        """How likely it is, 0..1, shape (n,)."""
        return self.calibration(self.odds(rows))

    def contributions(self, rows: Floats) -> Floats:
        """How much each feature moves the probability (-1..1), shape (n, features): the probability as it is
        less what it were with the feature at its usual effect."""
        columns = self.scaling.columns(rows)
        shares = np.zeros(rows.shape)
        np.add.at(shares.T, self.scaling.feature_of, self.scorer.shares(columns).T)
        odds = self.scorer.odds(columns)
        without = self.calibration((odds[:, None] - shares).ravel()).reshape(rows.shape)
        moved: Floats = self.calibration(odds)[:, None] - without
        return moved

    def as_parts(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Its arrays by name, and the rest as JSON."""
        kind = "trees" if isinstance(self.scorer, Trees) else "logistic"
        arrays = {
            "centre": self.scaling.centre,
            "spread": self.scaling.spread,
            "sometimes": self.scaling.sometimes,
            "at": self.calibration.at,
            "to": self.calibration.to,
            **{f"scorer_{name}": array for name, array in self.scorer.arrays().items()},
        }
        said = {
            "days": self.days,
            "kind": kind,
            "calibration": self.calibration.kind,
            "slope": self.calibration.slope,
            "offset": self.calibration.offset,
        }
        return arrays, said


def to_bytes(models: list[Model]) -> bytes:
    """Models to be kept: arrays and JSON, nothing that runs. `from_bytes` reads them."""
    arrays: dict[str, Any] = {}
    said = []
    for place, model in enumerate(models):
        own, rest = model.as_parts()
        arrays |= {f"{place}_{name}": array for name, array in own.items()}
        said.append(rest)
    note = json.dumps({"features": FEATURES, "models": said})
    kept = io.BytesIO()
    np.savez_compressed(kept, note=np.frombuffer(note.encode(), dtype=np.uint8), **arrays)
    return kept.getvalue()


def from_bytes(kept: bytes) -> list[Model]:
    """The models; none when they were learned on other features than are looked at now."""
    with np.load(io.BytesIO(kept), allow_pickle=False) as read:
        note = json.loads(read["note"].tobytes())
        if tuple(note["features"]) != FEATURES:
            return []
        return [
            _model(said, {name: read[f"{place}_{name}"] for name in _names(read.files, place)})
            for place, said in enumerate(note["models"])
        ]


def _names(files: list[str], place: int) -> list[str]:
    return [name.partition("_")[2] for name in files if name.startswith(f"{place}_")]


def _model(said: dict[str, Any], arrays: dict[str, Any]) -> Model:
    own = {name.partition("_")[2]: array for name, array in arrays.items() if name.startswith("scorer_")}
    return Model(
        days=said["days"],
        scaling=Scaling(arrays["centre"], arrays["spread"], arrays["sometimes"]),
        scorer=trees.from_arrays(own) if said["kind"] == "trees" else logistic.from_arrays(own),
        calibration=Calibration(
            said["calibration"], said["slope"], said["offset"], arrays["at"], arrays["to"]
        ),
    )
