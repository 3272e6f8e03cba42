"""The language models of a process, made from its settings: whom to ask, how many at once, at what price."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import SecretStr

from app.errors import SetupProblem
from app.settings import Settings
from integrations.model_gate import ModelGate
from integrations.model_limits import ModelTimeouts
from integrations.model_line import Door, ModelLine
from integrations.model_prices import Prices, PricesProblem, read_prices
from integrations.openai_chat import OpenAIChat
from interviewer.conversation import Patience

GRACE_SECONDS = 5.0


def model_line(settings: Settings) -> ModelLine | None:
    """The configured models, the first choice first; None without one. Raises SetupProblem."""
    _refuse_halves(settings)
    if not settings.has_model:
        return None
    doors = [
        _door(
            settings,
            settings.model_base_url,
            settings.model_api_key,
            settings.model_name,
            settings.model_options,
        )
    ]
    if settings.has_second_model:
        doors.append(
            _door(
                settings,
                settings.model_fallback_base_url,
                settings.model_fallback_api_key,
                settings.model_fallback_name,
                settings.model_fallback_options,
            )
        )
    return ModelLine(doors)


def model_prices(settings: Settings) -> Prices:
    """What models cost; no prices at all without a file. Raises SetupProblem."""
    if settings.model_prices is None:
        return Prices()
    try:
        return read_prices(settings.model_prices)
    except PricesProblem as problem:
        raise SetupProblem(f"EARSHOT_MODEL_PRICES: {problem}") from problem


def patience(settings: Settings) -> Patience:
    """How long a turn waits for the models altogether. They keep their own time, one after the other; only
    if they failed to would this end the turn."""
    whole = settings.model_total_seconds + GRACE_SECONDS
    return Patience(whole, whole)


def _door(
    settings: Settings,
    base_url: str | None,
    api_key: SecretStr | None,
    name: str | None,
    options: Mapping[str, object],
) -> Door:
    """One model with a gate of its own: two servers do not share their places."""
    chat = OpenAIChat(
        base_url=base_url or "",
        api_key=api_key.get_secret_value() if api_key else "none",
        model=name or "",
        timeouts=ModelTimeouts(
            first_token=settings.model_first_token_seconds, whole=settings.model_total_seconds
        ),
        options=options,
    )
    return Door(chat, ModelGate(settings.model_at_once))


def _refuse_halves(settings: Settings) -> None:
    """An address without a name, or the other way round, would otherwise be passed over in silence."""
    for prefix, address, name in (
        ("EARSHOT_MODEL", settings.model_base_url, settings.model_name),
        ("EARSHOT_MODEL_FALLBACK", settings.model_fallback_base_url, settings.model_fallback_name),
    ):
        if bool(address) != bool(name):
            missing = f"{prefix}_NAME" if address else f"{prefix}_BASE_URL"
            raise SetupProblem(f"{missing} is missing: a model needs an address and a name.")
    if settings.model_fallback_name and not settings.model_name:
        raise SetupProblem("There is a second model, EARSHOT_MODEL_FALLBACK_NAME, but no first one.")
