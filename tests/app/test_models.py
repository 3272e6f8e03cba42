"""Models are made from settings, or the settings say in a sentence what is wrong with them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from app.errors import SetupProblem
from app.models import model_line, model_prices
from app.settings import Settings

FIRST: dict[str, Any] = {"model_base_url": "http://127.0.0.1:9/v1", "model_name": "one"}
SECOND: dict[str, Any] = {"model_fallback_base_url": "http://127.0.0.1:9/v1", "model_fallback_name": "two"}


def test_without_a_model_there_is_no_line() -> None:
    assert model_line(Settings()) is None


def test_models_stand_in_the_order_they_are_asked_each_behind_a_gate_of_its_own() -> None:
    settings = Settings(
        **FIRST, **SECOND, model_options={"temperature": 0.2}, model_first_token_seconds=3, model_at_once=2
    )
    line = model_line(settings)
    assert line is not None
    first, second = line.doors
    assert (first.chat.model, second.chat.model) == ("one", "two")
    assert (first.chat.options, second.chat.options) == ({"temperature": 0.2}, {})
    assert first.chat.timeouts.first_token == 3
    assert first.gate is not second.gate


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"model_base_url": "http://127.0.0.1:9/v1"}, "EARSHOT_MODEL_NAME is missing"),
        ({"model_name": "one"}, "EARSHOT_MODEL_BASE_URL is missing"),
        (FIRST | {"model_fallback_name": "two"}, "EARSHOT_MODEL_FALLBACK_BASE_URL is missing"),
        (SECOND, "but no first one"),
    ],
)
def test_half_a_model_is_not_passed_over(given: dict[str, Any], told: str) -> None:
    with pytest.raises(SetupProblem, match=told):
        model_line(Settings(**given))


@pytest.mark.parametrize("name", ["model", "messages", "stream", "stream_options", "response_format"])
def test_options_do_not_touch_what_earshot_sends_itself(name: str) -> None:
    with pytest.raises(ValidationError, match=f"{name} is set by Earshot itself"):
        Settings(model_options={name: "x"})


def test_prices_come_from_the_file_and_there_are_none_without(tmp_path: Path) -> None:
    file = tmp_path / "prices.toml"
    file.write_text('currency = "EUR"\n[models.one]\ninput = 1\noutput = 2\n', encoding="utf-8")
    assert model_prices(Settings(model_prices=file)).currency == "EUR"
    assert model_prices(Settings()).models == {}


def test_a_faulty_file_of_prices_is_told_with_its_variable(tmp_path: Path) -> None:
    with pytest.raises(SetupProblem, match=r"^EARSHOT_MODEL_PRICES: .*cannot be read"):
        model_prices(Settings(model_prices=tmp_path / "none.toml"))
