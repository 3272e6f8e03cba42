"""Where the source of a review's sentence is shown: paths of the dashboard."""

from __future__ import annotations

from app.addresses import spot
from app.success.qbr import Qbr, Source

_ANCHORS = {
    "contract": "contracts",
    "fact": "timeline",
    "milestone": "milestones",
    "plan": "milestones",
    "prediction": "outlook",
    "score": "health",
    "score_change": "health",
    "touch": "timeline",
}


def link(source: Source, account_id: str) -> str:
    """The page that shows a source, at the spot where there is one."""
    if source.spot is not None:
        return spot(*source.spot)
    if source.kind == "firing":
        return f"/firings/{source.id}"
    anchor = _ANCHORS.get(source.kind)
    return f"/accounts/{account_id}" + (f"#{anchor}" if anchor else "")


def numbered(review: Qbr) -> dict[Source, int]:
    """Every source once, numbered as they come up, from 1."""
    found = dict.fromkeys(source for line in review.lines() for source in line.sources)
    return {source: number for number, source in enumerate(found, start=1)}
