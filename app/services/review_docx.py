"""A review as a Word document a CSM edits: real headings, lists and quotes, and links to the sources."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import RGBColor

from app.services.review_links import link, numbered
from app.services.review_markdown import INTERNAL, NOTE
from app.success.qbr import Line, Qbr, Section, Source

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_LINK = RGBColor(0x14, 0x60, 0x5C)


def as_docx(review: Qbr, base_url: str, now: datetime) -> bytes:
    """The document. What is for us alone begins on a page of its own."""
    document = Document()
    properties = document.core_properties
    properties.title, properties.author = _storable(review.title), "Earshot"
    properties.created = properties.modified = now.replace(tzinfo=None)  # the format knows no zones
    document.add_heading(_storable(review.title), level=0)
    document.add_paragraph(NOTE, style="Subtitle")
    numbers = numbered(review)
    for section in (one for one in review.sections if not one.is_internal):
        _section(document, section, numbers, level=1)
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    document.add_heading(INTERNAL, level=1)
    for section in (one for one in review.sections if one.is_internal):
        _section(document, section, numbers, level=2)
    document.add_heading("Sources", level=1)
    for source, number in numbers.items():
        paragraph = document.add_paragraph(f"[{number}] ")
        _add_link(paragraph, _storable(source.note), base_url + link(source, review.account))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _section(document: Any, section: Section, numbers: Mapping[Source, int], *, level: int) -> None:
    document.add_heading(_storable(section.title), level=level)
    for line in section.lines:
        paragraph = document.add_paragraph(_storable(line.text) + " ", style="List Bullet")
        paragraph.add_run(_references(line, numbers)).font.superscript = True
        if line.quote:
            document.add_paragraph(_storable(line.quote), style="Intense Quote")
        if line.table:
            _table(document, line.table)


def _table(document: Any, rows: Sequence[Sequence[str]]) -> None:
    """Figures under their sentence, those of numbers to the right."""
    table = document.add_table(rows=0, cols=len(rows[0]), style="Light List Accent 1")
    for row in rows:
        for place, (cell, text) in enumerate(zip(table.add_row().cells, row, strict=True)):
            cell.text = _storable(text)
            if place:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    document.add_paragraph()


def _references(line: Line, numbers: Mapping[Source, int]) -> str:
    return "".join(f"[{numbers[source]}]" for source in line.sources)


def _add_link(paragraph: Any, text: str, address: str) -> None:
    """A link to follow. The library writes none, so the two elements are made here."""
    relation = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    holder = OxmlElement("w:hyperlink")
    holder.set(qn("r:id"), relation)
    run = paragraph.add_run(text)
    run.font.color.rgb, run.font.underline = _LINK, True
    holder.append(run._r)
    paragraph._p.append(holder)


def _storable(text: str) -> str:
    """Without the characters XML cannot hold."""
    return "".join(sign for sign in text if sign in "\t\n\r" or (sign >= " " and sign not in "\ufffe\uffff"))
