"""One condition, two readers: in memory here, in SQL in `app/queries/conditions.py`."""

from app.success.conditions.compare import holds
from app.success.conditions.from_toml import condition_from, reading_from
from app.success.conditions.judging import is_in, judge
from app.success.conditions.reading import points, read
from app.success.conditions.types import (
    ALWAYS,
    MEASURES,
    NEVER,
    OPS,
    Against,
    All,
    AnyOf,
    Condition,
    ForSegment,
    Measure,
    Not,
    Op,
    Reading,
    Scalar,
    Test,
    readings,
)
from app.success.conditions.walk import horizon_days, resolved, segments_in, thresholds_in

__all__ = [
    "ALWAYS",
    "MEASURES",
    "NEVER",
    "OPS",
    "Against",
    "All",
    "AnyOf",
    "Condition",
    "ForSegment",
    "Measure",
    "Not",
    "Op",
    "Reading",
    "Scalar",
    "Test",
    "condition_from",
    "holds",
    "horizon_days",
    "is_in",
    "judge",
    "points",
    "read",
    "reading_from",
    "readings",
    "resolved",
    "segments_in",
    "thresholds_in",
]
