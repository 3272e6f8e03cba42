"""A review as Markdown: sections, sentences with the numbers of their sources, the sources at the end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from app.services.review_links import link, numbered
from app.success.qbr import Line, Qbr, Section, Source

NOTE = "A draft: change what you know better. The numbers name the sources at the end."
INTERNAL = "Internal: take out all that follows, and the numbers in brackets, before the customer sees this"
_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~])")


def as_markdown(review: Qbr, base_url: str) -> str:
    """The text; links begin with `base_url`, the address people see."""
    numbers = numbered(review)
    lines = [f"# {_plain(review.title)}", "", f"*{NOTE}*", ""]
    for section in (one for one in review.sections if not one.is_internal):
        lines += _section(section, numbers, "##")
    lines += ["---", "", f"## {INTERNAL}", ""]
    for section in (one for one in review.sections if one.is_internal):
        lines += _section(section, numbers, "###")
    lines += ["## Sources", ""]
    lines += [
        f"{number}. {_plain(source.note)}: <{base_url}{link(source, review.account)}>"
        for source, number in numbers.items()
    ]
    return "\n".join(lines) + "\n"


def _section(section: Section, numbers: Mapping[Source, int], level: str) -> Iterator[str]:
    yield f"{level} {_plain(section.title)}"
    yield ""
    for line in section.lines:
        yield f"- {_plain(line.text)} {_references(line, numbers)}"
        if line.quote:
            yield f"  > {_plain(line.quote)}"
        if line.table:
            yield from _table(line.table)
    yield ""


def _table(table: Sequence[Sequence[str]]) -> Iterator[str]:
    """Figures under their sentence, those of numbers to the right; indented, so that the list goes on."""
    head, *rows = table
    yield ""
    for row in (head, ["---", *("---:" for _ in head[1:])], *rows):
        cells = row if row[0] == "---" else [_plain(cell) for cell in row]
        yield f"  | {' | '.join(cells)} |"
    yield ""


def _references(line: Line, numbers: Mapping[Source, int]) -> str:
    return "".join(f"\\[{numbers[source]}\\]" for source in line.sources)


def _plain(text: str) -> str:
    """Words of others on one line, with nothing in them that Markdown would take for a mark."""
    return _MARKS.sub(r"\\\1", " ".join(text.split()))
