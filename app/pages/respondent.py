"""The respondent's pages: a study's open link and the chat. GET changes nothing; mail scanners look too."""

from __future__ import annotations

import json
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from app import addresses, consent
from app.database import Db
from app.deps import KitDep, NowDep
from app.errors import Invalid
from app.kit import Kit
from app.pages.templating import BUILT, page
from app.queries import interviews, studies, workspaces
from app.services.read_identity import Identity, read_identity
from app.services.start_interview import AlreadyAnswered, start_interview
from app.tables import Study
from app.throttle import StartThrottle

router = APIRouter(include_in_schema=False)
_starts = StartThrottle()

# Languages a guide may be in, by ISO 639-1 code, whose scripts run from right to left.
_RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})


@router.get("/s/{slug}")
async def start_page(request: Request, slug: str, kit: KitDep) -> Response:
    """Who asks, how long, that it is an AI, and a button."""
    async with kit.database.system() as db:
        study = await studies.study_by_slug(db, slug)
        if study is None:
            return missing(request)
        if study.status != "open":
            return _expired(request, study.language)
        language = await _language(request, db, study)
        shown = await _study(db, study, language)
    return page(
        request,
        "respondent/start.html",
        study=shown | {"slug": study.slug},
        start_url=_start_url(request, study),
        allow_repeat=study.allow_repeat,
        context="",
        **_common(kit, language),
    )


@router.post("/s/{slug}/start")
async def start(request: Request, slug: str, kit: KitDep, now: NowDep) -> Response:
    """Makes the interview and leads to its page; JSON in, JSON out, for the widget and for programs."""
    given = await _given(request)
    async with kit.database.system() as db:
        study = await studies.study_by_slug(db, slug)
    if study is None:
        return missing(request)
    if study.status != "open":
        return _expired(request, study.language)
    channel = "widget" if request.query_params.get("embed") else "link"
    _starts.count(request.client.host if request.client else "unknown")
    async with kit.database.workspace(study.workspace_id) as db:
        who = await _identity(db, study, given["identity"], now)
        try:
            started = await start_interview(
                db,
                study,
                now,
                account_id=who.account_id,
                contact_id=who.contact_id,
                subject=who.subject,
                known_token=given["known"],
                context=given["context"],
                channel=channel,
                language=await _language(request, db, study),
            )
        except AlreadyAnswered:
            if _is_json(request):
                raise
            return _answered(request, await _language(request, db, study))
    interview, token = started.interview, started.interview.token
    if _is_json(request):
        base = kit.settings.base_url
        return JSONResponse(
            {
                "id": interview.id,
                "token": token,
                "url": addresses.interview_page(base, token),
                "ws_url": addresses.interview_socket(base, token),
            },
            201 if started.is_new else 200,
        )
    return RedirectResponse(addresses.interview_page("", token) + _frame_query(request), 303)


@router.get("/i/{token}")
async def interview_page(request: Request, token: str, kit: KitDep) -> Response:
    """The chat; everything in it comes over the socket."""
    async with kit.database.system() as db:
        interview = await interviews.by_token(db, token)
        if interview is None:
            return missing(request)
        if interview.status == "closed" and interview.closed_reason == "expired":
            return _expired(request, interview.language)
        study = await studies.study(db, interview.study_id)
        assert study is not None  # noqa: S101 - the interview refers to it
        shown = await _study(db, study, interview.language)
    return page(
        request,
        "respondent/interview.html",
        study=shown | {"slug": study.slug},
        token=token,
        ws_path=f"/i/{token}/ws",
        **_common(kit, interview.language),
    )


def missing(request: Request) -> Response:
    """The same page for every link that leads nowhere."""
    language = _spoken(request)
    return page(request, "respondent/missing.html", status=404, language=language, t=strings(language))


def _expired(request: Request, language: str) -> Response:
    return page(request, "respondent/expired.html", status=410, language=language, t=strings(language))


def _answered(request: Request, language: str) -> Response:
    return page(request, "respondent/answered.html", status=409, language=language, t=strings(language))


async def _given(request: Request) -> dict[str, Any]:
    """`context`, `identity` and `known` (a link's token this browser kept), from a JSON body or the form.
    Raises Invalid."""
    if _is_json(request):
        body = _json_or_none((await request.body()).decode("utf-8", "replace"), "body") or {}
    else:
        form = await request.form()
        context = _json_or_none(str(form.get("context") or ""), "context")
        body = {
            "context": context,
            "identity": form.get("identity") or None,
            "known": form.get("known") or None,
        }
    if not isinstance(body, dict):
        raise Invalid("The body must be an object.", field="body")
    context, identity = body.get("context"), body.get("identity")
    if context is not None and not isinstance(context, dict):
        raise Invalid("context must be an object.", field="context")
    if identity is not None and not isinstance(identity, str):
        raise Invalid("identity must be a signed token.", field="identity")
    known = body.get("known")
    if known is not None and not isinstance(known, str):
        raise Invalid("known must be a link's token.", field="known")
    return {"context": context, "identity": identity, "known": known.replace("\x00", "") if known else None}


def _is_json(request: Request) -> bool:
    return request.headers.get("content-type", "").startswith("application/json")


async def _language(request: Request, db: Db, study: Study) -> str:
    """The language asked for (`?lang=`) if the guide carries it, else the study's."""
    wanted = request.query_params.get("lang", "").lower()[:2]
    return wanted if wanted in await studies.languages(db, study.id) else study.language


async def _identity(db: Db, study: Study, token: str | None, now: datetime) -> Identity:
    if token is None:
        return Identity(None, None)
    workspace = await workspaces.workspace(db, study.workspace_id)
    assert workspace is not None  # noqa: S101 - the study refers to it
    return await read_identity(db, workspace, study, token, now)


def _json_or_none(text: str, field: str) -> Any:
    try:
        return json.loads(text) if text else None
    except (ValueError, RecursionError) as bad:
        raise Invalid(f"The {field} is not valid JSON.", field=field) from bad


async def _study(db: Db, study: Study, language: str) -> dict[str, Any]:
    workspace = await workspaces.workspace(db, study.workspace_id)
    return {
        "title": study.title,
        "sponsor": workspace.sponsor if workspace else "",
        "language": language,
        "minutes": await studies.minutes(db, study.id),
        "disclosure": consent.disclosure(study.consent_version, language),
    }


def _common(kit: Kit, language: str) -> dict[str, Any]:
    return {"language": language, "t": strings(language), "origins": kit.settings.embed_origins.split()}


def _start_url(request: Request, study: Study) -> str:
    return f"/s/{quote(study.slug)}/start{_frame_query(request)}"


def _frame_query(request: Request) -> str:
    """Keeps what says that the page sits in a frame."""
    kept = {
        name: request.query_params[name] for name in ("embed", "mode", "lang") if name in request.query_params
    }
    return "?" + "&".join(f"{name}={quote(value)}" for name, value in kept.items()) if kept else ""


@cache
def _all_strings() -> dict[str, Any]:
    words: dict[str, Any] = json.loads((BUILT / "strings.json").read_text(encoding="utf-8"))
    return words


def strings(language: str) -> Any:
    """The respondent pages' words; English where a language is missing, on a page that still runs in the
    language's own direction."""
    every = _all_strings()
    return every.get(language) or every["en"] | {"dir": "rtl" if language in _RIGHT_TO_LEFT else "ltr"}


def _spoken(request: Request) -> str:
    """The first language of the browser that we have words for."""
    for part in request.headers.get("accept-language", "").split(","):
        code = part.split(";")[0].strip().lower()[:2]
        if code in _all_strings():
            return code
    return "en"
