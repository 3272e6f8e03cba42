"""A study as a REFI-QDA project or codebook, the exchange format of qualitative tools.

Source: REFI-QDA Standard 1.0 (qdasoftware.org), `Project.xsd` and `Codebook.xsd`. Positions in a text are
Unicode code points; every GUID is made from the id of what it stands for, so a second export names the same.
"""

from __future__ import annotations

import io
import re
import uuid
import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import Final
from xml.etree import ElementTree as Xml

from app.queries.exports import SaidLine
from app.tables import Study, Theme, TurnRow

PROJECT: Final = "urn:QDA-XML:project:1.0"
CODEBOOK: Final = "urn:QDA-XML:codebook:1.0"
_OURS: Final = uuid.UUID("5d6a3c1e-7a44-5c1d-9a86-2f4f0d1b7e11")
_ORIGIN: Final = "Earshot"
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_COLOURS: Final = (
    *("#0f766e", "#c2410c", "#4338ca", "#a16207", "#be185d", "#15803d", "#0369a1", "#7e22ce"),
    *("#b91c1c", "#4d7c0f", "#0e7490", "#a21caf"),
)
_SPEAKERS: Final = {"interviewer": "Interviewer", "respondent": "Respondent", "csm": "Colleague"}


def guid(kind: str, name: str) -> str:
    """The GUID of one of our things in one role."""
    return str(uuid.uuid5(_OURS, f"{kind}:{name}"))


def codebook(themes: Sequence[Theme]) -> bytes:
    """The themes with their hierarchy and colours, as a `.qdc` file."""
    root = Xml.Element("CodeBook", {"xmlns": CODEBOOK, "origin": _ORIGIN})
    _codes(root, themes)
    return _bytes(root)


def project(
    study: Study, themes: Sequence[Theme], lines: Sequence[SaidLine], turns: Sequence[TurnRow], now: datetime
) -> bytes:
    """A `.qdpx` file: the project and, beside it, each interview as plain text.

    Codes are themes, cases are accounts with their interviews, and a coded selection is a statement.
    """
    user = guid("user", study.workspace_id)
    attributes = {"xmlns": PROJECT, "name": _clean(study.title), "origin": _ORIGIN}
    moment = {"creatingUserGUID": user, "creationDateTime": _time(now)}
    root = Xml.Element("Project", attributes | moment)
    Xml.SubElement(Xml.SubElement(root, "Users"), "User", {"guid": user, "name": _ORIGIN})
    if themes:
        _codes(Xml.SubElement(root, "CodeBook"), themes)
    told = {turn.interview_id for turn in turns}
    _cases(root, [line for line in lines if line.interview_id in told])
    texts: dict[str, str] = {}
    sources = Xml.Element("Sources")
    for interview, spoken in groupby(turns, key=lambda turn: turn.interview_id):
        text, starts = transcript(list(spoken))
        mine = [line for line in lines if line.interview_id == interview]
        name = guid("source", interview)
        texts[name] = text
        _source(sources, interview, mine, starts, user, now)
    if texts:
        root.append(sources)
    return _packed(_bytes(root), texts)


def transcript(turns: Sequence[TurnRow]) -> tuple[str, dict[int, int]]:
    """What was said as one text, and where in it each turn's words begin, by its seq."""
    text, starts = "", {}
    for turn in turns:
        text += f"{_SPEAKERS.get(turn.speaker, turn.speaker)}: "
        starts[turn.seq] = len(text)
        text += f"{turn.text}\n\n"
    return text, starts


def _codes(book: Xml.Element, themes: Sequence[Theme]) -> None:
    codes = Xml.SubElement(book, "Codes")
    known = {theme.id for theme in themes}
    made: dict[str, Xml.Element] = {}
    for number, theme in enumerate(sorted(themes, key=lambda one: one.parent_id in known)):
        place = made.get(theme.parent_id or "", codes)
        made[theme.id] = Xml.SubElement(
            place,
            "Code",
            {
                "guid": guid("code", theme.id),
                "name": _clean(theme.label),
                "isCodable": "true",
                "color": _COLOURS[number % len(_COLOURS)],
            },
        )
        if theme.summary:
            Xml.SubElement(made[theme.id], "Description").text = _clean(theme.summary)


def _cases(root: Xml.Element, lines: Sequence[SaidLine]) -> None:
    accounts = {line.account_id: line.account or "" for line in lines if line.account_id}
    if not accounts:
        return
    cases = Xml.SubElement(root, "Cases")
    for account, name in accounts.items():
        case = Xml.SubElement(cases, "Case", {"guid": guid("case", account), "name": _clean(name)})
        for interview in dict.fromkeys(one.interview_id for one in lines if one.account_id == account):
            Xml.SubElement(case, "SourceRef", {"targetGUID": guid("source", interview)})


def _source(
    sources: Xml.Element,
    interview: str,
    lines: Iterable[SaidLine],
    starts: dict[int, int],
    user: str,
    now: datetime,
) -> None:
    made_by = {"creatingUser": user, "creationDateTime": _time(now)}
    name = guid("source", interview)
    path = {"plainTextPath": f"internal://{name}.txt"}
    source = Xml.SubElement(sources, "TextSource", {"guid": name, "name": interview} | path | made_by)
    for line in lines:
        start = starts[line.turn]
        place = {
            "guid": guid("selection", line.id),
            "name": line.id,
            "startPosition": str(start + line.start_offset),
            "endPosition": str(start + line.end_offset),
        }
        selection = Xml.SubElement(source, "PlainTextSelection", place | made_by)
        if line.theme_id:
            coding = Xml.SubElement(selection, "Coding", {"guid": guid("coding", line.id)} | made_by)
            Xml.SubElement(coding, "CodeRef", {"targetGUID": guid("code", line.theme_id)})


def _packed(described: bytes, texts: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as folder:
        folder.writestr("project.qde", described)
        for name, text in texts.items():
            folder.writestr(f"sources/{name}.txt", text.encode())
    return out.getvalue()


def _bytes(root: Xml.Element) -> bytes:
    Xml.indent(root)
    content: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return content


def _clean(text: str) -> str:
    """The text without what XML cannot hold."""
    return _NO_XML.sub("", text)


def _time(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
