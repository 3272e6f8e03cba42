"""Logs: one JSON line per event, and secrets taken out before anything is written."""

from __future__ import annotations

import logging
import re
from typing import Any

import structlog

SECRET_NAMES = re.compile(r"secret|token|password|api_key|authorization|cookie|conninfo", re.IGNORECASE)
SECRET_TEXTS = re.compile(
    r"(/i/|/sign-in/)[0-9a-z]{32}|(whsec_)[A-Za-z0-9+/=]+|(ek_)[0-9a-z]+|(postgres(?:ql)?://)\S+"
    r"|(password=)\S+|(Bearer )\S+"
    # what databases and validators repeat of the row or value they refuse may be a respondent's words
    r"|(DETAIL:).*|(input_value=).*(?=, input_type)"
)


def redact(_logger: object, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Hides values whose name or shape says secret: keys, link tokens, addresses of databases, rows."""
    return {name: _named(name, value) for name, value in event.items()}


def _named(name: object, value: Any) -> Any:
    return "[hidden]" if SECRET_NAMES.search(str(name)) else _clean(value)


def _clean(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _named(name, inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(inner) for inner in value]
    if not isinstance(value, str):
        return value
    return SECRET_TEXTS.sub(lambda match: f"{next(filter(None, match.groups()))}[hidden]", value)


def configure(level: str) -> None:
    """Sets structlog up for this process; library logs only from warnings on."""
    number = getattr(logging, level.upper(), logging.INFO)
    logging.basicConfig(level=max(number, logging.WARNING), format="%(message)s")
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            redact,  # type: ignore[list-item]
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        cache_logger_on_first_use=True,
    )
