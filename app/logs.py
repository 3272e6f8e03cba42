"""Logs: one JSON line per event, and secrets taken out before anything is written."""

from __future__ import annotations

import logging
import re
from typing import Any

import structlog

SECRET_NAMES = re.compile(r"secret|token|password|api_key|authorization|cookie|conninfo", re.IGNORECASE)
SECRET_TEXTS = re.compile(r"(/i/)[0-9a-z]{32}|(whsec_)[A-Za-z0-9+/=]+|(ek_)[0-9a-z]+|(postgresql://)\S+")


def redact(_logger: object, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Hides values whose name or shape says secret: keys, link tokens, addresses of databases."""
    return {name: "[hidden]" if SECRET_NAMES.search(name) else _clean(value) for name, value in event.items()}


def _clean(value: Any) -> Any:
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
