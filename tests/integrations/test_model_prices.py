"""What a request cost, from the operator's own file; a bad file says what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from integrations.model_prices import Price, Prices, PricesProblem, read_prices

GOOD = """
currency = "EUR"
[models."local/small:7b"]
input = 2
cached_input = 0.5
output = 8.0
[models.plain]
input = 0.1
output = 0.4
"""
PRICES = Prices("EUR", {"m": Price(2.0, 0.5, 8.0), "cheap": Price(0.04, 0.04, 0.1)})


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "prices.toml"


@pytest.mark.parametrize(
    ("model", "prompt", "cached", "completion", "micros"),
    [
        ("m", 0, 0, 0, 0),
        ("m", 1_000_000, 0, 0, 2_000_000),
        ("m", 1_000, 800, 100, 200 * 2 + 800 * 0.5 + 100 * 8),
        ("m", 1, 1, 0, 1),
        ("cheap", 100, 0, 0, 4),
        ("cheap", 1, 0, 0, 1),
        ("nobody", 10, 0, 10, None),
    ],
)
def test_cost_is_in_millionths_and_rounded_up(
    model: str, prompt: int, cached: int, completion: int, micros: int | None
) -> None:
    found = PRICES.micros(model, prompt_tokens=prompt, cached_tokens=cached, completion_tokens=completion)
    assert found == micros


def test_file_gives_prices_by_name_and_the_input_price_stands_for_a_cached_one(file: Path) -> None:
    file.write_text(GOOD, encoding="utf-8")
    found = read_prices(file)
    assert found.currency == "EUR"
    assert found.models == {"local/small:7b": Price(2.0, 0.5, 8.0), "plain": Price(0.1, 0.1, 0.4)}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("currency = ", "is not TOML"),
        ('currency = "euro"\n[models.m]\ninput=1\noutput=1', "currency must be three"),
        ('currency = "EUR"', "must be a table"),
        ('currency = "EUR"\nmodels = 3', "must be a table"),
        ('currency = "EUR"\nrate = 1\n[models.m]\ninput=1\noutput=1', "no field rate"),
        ('currency = "EUR"\n[models]\nm = 1', "must be a table"),
        ('currency = "EUR"\n[models.m]\ninput = 1', "output is missing"),
        ('currency = "EUR"\n[models.m]\ninput = 1\noutput = 1\ncached = 1', "no field cached"),
        ('currency = "EUR"\n[models.m]\ninput = -1\noutput = 1', "input must be a number"),
        ('currency = "EUR"\n[models.m]\ninput = "1"\noutput = 1', "input must be a number"),
        ('currency = "EUR"\n[models.m]\ninput = nan\noutput = 1', "input must be a number"),
        ('currency = "EUR"\n[models.m]\ninput = true\noutput = 1', "input must be a number"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(file: Path, text: str, told: str) -> None:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(PricesProblem, match=told):
        read_prices(file)


def test_a_file_that_is_not_there_is_told_without_its_path(file: Path) -> None:
    with pytest.raises(PricesProblem, match="cannot be read") as caught:
        read_prices(file)
    assert str(file) not in str(caught.value)
