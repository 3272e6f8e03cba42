"""Settings: each one documented, and a wrong one told in a sentence before anything starts."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from app.settings import Settings
from app.settings_docs import PAGE, page


def test_the_page_of_settings_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "write it anew: python -m app.settings_docs"


def test_every_setting_says_what_it_is_for() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_links_use_the_public_address_without_a_slash() -> None:
    assert Settings(public_url="https://ask.example.com/").base_url == "https://ask.example.com"
    assert Settings(public_url=None, host="127.0.0.1", port=8123).base_url == "http://127.0.0.1:8123"


def test_secrets_do_not_show_when_settings_are_printed() -> None:
    made = Settings(model_api_key="sk-secret", database_url="postgresql://u:secret@db/earshot")
    assert "secret" not in repr(made).replace("SecretStr", "")


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("EARSHOT_PORT", "http"),
        ("EARSHOT_PORT", "70000"),
        ("EARSHOT_DATABASE_CONNECTIONS", "1"),
        ("EARSHOT_SMTP_URL", "smtp://hunter2@mail.example.com"),
        ("EARSHOT_MODEL_OPTIONS", "{temperature: 0.2}"),
        ("EARSHOT_MODEL_CAPS", '{"week": {"tokens": 12345}}'),
    ],
)
def test_a_variable_that_cannot_be_read_is_named_in_one_line(variable: str, value: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from app.cli import main; main()", "serve"],
        env={variable: value, "PATH": ""},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith(f"earshot: {variable}: ")
    assert done.stderr.count("\n") == 1
    assert value not in done.stderr.replace("65535", "")
