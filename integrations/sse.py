"""Server-sent events, the little of them a model's stream uses: the `data` lines (WHATWG HTML 9.2)."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator

LONGEST_LINE = 262_144


class LineTooLongError(ValueError):
    """A line went on past the limit without ending."""


async def data_lines(
    chunks: AsyncIterator[bytes], *, longest: int = LONGEST_LINE
) -> AsyncGenerator[bytes, None]:
    """The value of each `data:` line as it is completed. Raises LineTooLongError past `longest` bytes.

    Every server that speaks the chat protocol puts one JSON object on one line, so events are not
    joined over lines; comments and other fields are passed over.
    """
    rest = b""
    async for chunk in chunks:
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            if line.startswith(b"data:"):
                yield line[5:].strip()
        if len(rest) > longest:
            raise LineTooLongError(f"a line of more than {longest} bytes")
    if rest.startswith(b"data:"):
        yield rest[5:].strip()
