"""A business review as a file to take along."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Literal

from app.services.export_study import File
from app.services.review_docx import MEDIA_TYPE, as_docx
from app.services.review_markdown import as_markdown
from app.success.qbr import Qbr

Kind = Literal["md", "docx"]


def qbr_file(review: Qbr, kind: Kind, base_url: str, now: datetime) -> File:
    """The file, named after the account and the period's end."""
    name = re.sub(r"[^a-z0-9]+", "-", review.title.split(":", 1)[1].split(",")[0].lower()).strip("-")
    name = f"review-{name or 'account'}-{review.end.isoformat()}.{kind}"
    if kind == "docx":
        return File(name, MEDIA_TYPE, as_docx(review, base_url, now))
    return File(name, "text/markdown; charset=utf-8", as_markdown(review, base_url).encode())
