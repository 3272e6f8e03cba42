"""Files that are kept rather than shown."""

from __future__ import annotations

from fastapi import Response

from app.services.export_study import File


def download(file: File) -> Response:
    """The answer that hands a file over."""
    headers = {
        "content-disposition": f'attachment; filename="{file.name}"',
        "x-content-type-options": "nosniff",
    }
    return Response(file.content, media_type=file.media_type, headers=headers)
