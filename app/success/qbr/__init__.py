"""A quarterly business review, drafted from what is known: every sentence carries its source."""

from app.success.qbr.draft import draft
from app.success.qbr.types import Line, Material, Qbr, Section, Source

__all__ = ["Line", "Material", "Qbr", "Section", "Source", "draft"]
