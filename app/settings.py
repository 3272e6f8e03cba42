"""Every environment variable, named and read once."""

from __future__ import annotations

import hashlib
import json
import os
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from app.caps import Caps, read_caps
from app.errors import SetupProblem
from integrations.mail_server import MailServer, server_from_url

_OURS = {"messages", "model", "response_format", "stream", "stream_options"}
"""Fields of a request to a model that are not options."""


class Settings(BaseSettings):
    """Read from `EARSHOT_…` variables (and `DATABASE_URL`), never from a file in the working folder."""

    model_config = SettingsConfigDict(env_prefix="EARSHOT_", extra="ignore", populate_by_name=True)

    home: Path | None = Field(None, description="Folder for the embedded database and caches.")
    database_url: SecretStr | None = Field(
        None,
        validation_alias="DATABASE_URL",
        description="A PostgreSQL with pgvector instead of the embedded one; its user is a plain role.",
    )
    host: str = Field("127.0.0.1", description="Address the service listens on.")
    port: int = Field(8000, ge=0, le=65535, description="Port the service listens on.")
    public_url: str | None = Field(
        None, description="The address people see, for links in pages, mails and webhooks."
    )
    allow_loopback_webhooks: bool = Field(
        False, description="Development only: let webhooks go to this machine."
    )
    demo: bool = Field(False, description="Set by `earshot demo`: adds its two webhook receivers.")
    model_base_url: str | None = Field(None, description="Base address of an OpenAI-compatible model server.")
    model_api_key: SecretStr | None = Field(None, description="Key for the model server.")
    model_name: str | None = Field(None, description="Name of the model to ask for.")
    model_options: Annotated[dict[str, Any], NoDecode] = Field(
        default_factory=dict,
        description='More fields for each request to the model, as JSON: `{"temperature": 0.4, "seed": 7}`.',
    )
    model_fallback_base_url: str | None = Field(
        None, description="Base address of a second model, asked when the first gave no word."
    )
    model_fallback_api_key: SecretStr | None = Field(None, description="Key for the second model's server.")
    model_fallback_name: str | None = Field(None, description="Name of the second model.")
    model_fallback_options: Annotated[dict[str, Any], NoDecode] = Field(
        default_factory=dict, description="More fields for each request to the second model, as JSON."
    )
    model_at_once: int = Field(8, ge=1, le=1000, description="Calls to a model at once, for each process.")
    model_prices: Path | None = Field(
        None, description="A TOML file with what models cost; see `docs/operations.md`."
    )
    model_caps: Annotated[dict[str, Any], NoDecode] = Field(
        default_factory=dict,
        description='The most that models may cost a workspace, as JSON: `{"day": {"tokens": 5000000}}`.',
    )
    model_first_token_seconds: float = Field(20.0, gt=0, description="Wait for a model's first token.")
    model_total_seconds: float = Field(60.0, gt=0, description="Wait for a model's whole reply.")
    smtp_url: SecretStr | None = Field(
        None,
        description="Mail server, as smtp://user:password@host:587 (STARTTLS) or smtps://user:password@host:465;"
        " without one, mail stays readable under Settings.",
    )
    slack_webhook: SecretStr | None = Field(
        None,
        description="Address of an incoming webhook of Slack, into which plays write; see `docs/plays.md`.",
    )
    mail_from: str = Field("earshot@localhost", description="Address that mail is sent from.")
    embed_origins: str = Field(
        "*", description="Origins that may embed the chat, separated by spaces; `*` lets any."
    )
    encoder: str | None = Field(
        None,
        description="Another sentence-transformers model for analysis and search: a folder, or the name of"
        " one this machine has; see `docs/encoder.md`.",
    )
    encoder_languages: str = Field(
        "",
        description="Languages that model knows, as ISO 639-1 codes with spaces; those its card names, if"
        " left empty.",
    )
    encoder_threads: int = Field(1, ge=1, description="Threads per embedding session.")
    database_connections: int = Field(16, ge=4, le=150, description="Connections kept by each process.")
    log_level: str = Field("info", description="debug, info, warning or error.")

    @field_validator("model_options", "model_fallback_options", "model_caps", mode="before")
    @classmethod
    def _is_an_object(cls, given: object) -> object:
        if not isinstance(given, str):
            return given
        try:
            found = json.loads(given)
        except ValueError:
            raise ValueError("must be a JSON object") from None
        if not isinstance(found, dict):
            raise ValueError("must be a JSON object")
        return found

    @field_validator("model_options", "model_fallback_options")
    @classmethod
    def _leave_the_request_alone(cls, given: dict[str, Any]) -> dict[str, Any]:
        if taken := sorted(_OURS & given.keys()):
            raise ValueError(f"{taken[0]} is set by Earshot itself")
        return given

    @field_validator("model_caps")
    @classmethod
    def _are_caps(cls, given: dict[str, Any]) -> dict[str, Any]:
        read_caps(given)
        return given

    @field_validator("smtp_url")
    @classmethod
    def _names_a_mail_server(cls, given: SecretStr | None) -> SecretStr | None:
        if given is not None:
            server_from_url(given.get_secret_value(), "")
        return given

    @property
    def folder(self) -> Path:
        """EARSHOT_HOME, or the usual place for service data on this system."""
        return self.home.expanduser().absolute() if self.home else default_home()

    @property
    def base_url(self) -> str:
        """Address used in links, without a trailing slash."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def mail_server(self) -> MailServer | None:
        """Where mail is handed in; None keeps it here to be read."""
        return server_from_url(self.smtp_url.get_secret_value(), self.mail_from) if self.smtp_url else None

    @property
    def has_model(self) -> bool:
        return bool(self.model_base_url and self.model_name)

    @property
    def has_second_model(self) -> bool:
        return bool(self.has_model and self.model_fallback_base_url and self.model_fallback_name)

    @property
    def caps(self) -> Caps:
        """The most that models may cost in any workspace here."""
        return read_caps(self.model_caps)


def default_home() -> Path:
    """`/var/lib/earshot` for root (the database then runs as another user who must reach it), else XDG's."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return Path("/var/lib/earshot/default")
    base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "earshot" / "default"


def demo_home(project: Path) -> Path:
    """A home of its own for each checkout's demo, beside the default one."""
    mark = hashlib.sha256(str(project.absolute()).encode()).hexdigest()[:8]
    return default_home().with_name(f"demo-{mark}")


@cache
def settings() -> Settings:
    """The process's settings. Raises SetupProblem for a variable that cannot be read."""
    try:
        return Settings()
    except ValidationError as bad:
        problems = [f"{_variable(item['loc'][0])}: {_sentence(item['msg'])}." for item in bad.errors()]
        raise SetupProblem(" ".join(problems)) from bad


def _sentence(message: str) -> str:
    """What a validator of ours said, without the mark that says it was one."""
    return message.removeprefix("Value error, ").removesuffix(".")


def _variable(field: object) -> str:
    """The environment variable behind a field; those with an alias are reported by it."""
    name = str(field)
    return f"EARSHOT_{name.upper()}" if name in Settings.model_fields else name.upper()
