"""What we say beside the code is true: image, compose file, lists, and the examples in the docs."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.services.emit_event import TYPES
from integrations import schedule, signing, webhook

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
WEBHOOKS = (ROOT / "docs/integrations/webhooks.md").read_text()
_STEP = {"s": 1, "min": 60, "h": 3600}


def _named(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[=<>;~! ]", requirement, maxsplit=1)[0] for requirement in requirements}


def _listed(heading: str) -> list[str]:
    section = (ROOT / "docs/dependencies.md").read_text().split(f"## {heading}\n")[1].split("\n## ")[0]
    return re.findall(r"^\| `([^`]+)` \|", section, flags=re.MULTILINE)


def _block(language: str, text: str) -> str:
    return text.split(f"```{language}\n")[1].split("```")[0]


@pytest.mark.parametrize(
    ("heading", "requirements"),
    [
        ("To run", PROJECT["dependencies"]),
        ("To build", PROJECT["optional-dependencies"]["build"]),
        ("To test", PROJECT["optional-dependencies"]["dev"]),
        ("To compare", PROJECT["optional-dependencies"]["bench"]),
    ],
)
def test_every_dependency_has_its_reason_and_every_reason_its_dependency(
    heading: str, requirements: list[str]
) -> None:
    assert _listed(heading) == sorted(_named(requirements))


def test_image_passes_the_linter() -> None:
    linter = Path(sys.executable).parent / "hadolint"
    found = subprocess.run(
        [linter, "--no-color", ROOT / "Dockerfile"], capture_output=True, text=True, check=False
    )
    assert (found.returncode, found.stdout) == (0, "")


def test_image_runs_as_nobody_special_and_says_when_it_is_well() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    last_stage = lines[max(i for i, line in enumerate(lines) if line.startswith("FROM ")) :]
    assert any(re.fullmatch(r"USER [1-9]\d{3,}", line) for line in last_stage)
    assert any(line.startswith("HEALTHCHECK") for line in last_stage)
    assert "/readyz" in "\n".join(last_stage)
    assert last_stage[-1] == 'CMD ["earshot", "serve"]'


def test_image_takes_the_torch_we_pin() -> None:
    pinned = next(r for r in PROJECT["dependencies"] if r.startswith("torch"))
    assert pinned in (ROOT / "Dockerfile").read_text()


def test_compose_starts_the_service_after_a_healthy_database_and_reaps_children() -> None:
    service, database = COMPOSE["services"]["earshot"], COMPOSE["services"]["database"]
    assert service["depends_on"] == {"database": {"condition": "service_healthy"}}
    assert service["init"] is database["init"] is True
    assert database["image"] == "pgvector/pgvector:pg18"
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])
    assert "ports" not in database


def test_no_password_of_the_compose_file_has_a_default() -> None:
    text = (ROOT / "compose.yaml").read_text()
    used = re.findall(r"\$\{(\w*PASSWORD\w*)([^}]*)\}", text)
    assert {name for name, _ in used} == {"POSTGRES_PASSWORD", "EARSHOT_DATABASE_PASSWORD"}
    assert all(rest.startswith(":?") for _, rest in used)


def test_service_signs_in_as_a_plain_role() -> None:
    script = COMPOSE["configs"]["first_start"]["content"]
    assert "CREATE ROLE earshot LOGIN NOSUPERUSER NOBYPASSRLS" in script
    assert "OWNER earshot" in script
    assert COMPOSE["services"]["earshot"]["environment"]["DATABASE_URL"].startswith("postgresql://earshot:")
    # A bare dollar would be taken for a variable of the compose file's.
    assert not re.search(r"(?<!\$)\$(?!\$)", script)


def test_volumes_and_configs_of_the_compose_file_are_declared() -> None:
    for service in COMPOSE["services"].values():
        assert {v.split(":")[0] for v in service["volumes"]} <= COMPOSE["volumes"].keys()
        assert {c["source"] for c in service.get("configs", ())} <= COMPOSE["configs"].keys()


def test_example_insight_holds_together() -> None:
    data = json.loads(_block("json", WEBHOOKS))["data"]
    quotes = {quote["id"]: quote for quote in data["quotes"]}
    assert all(quote["end"] - quote["start"] == len(quote["text"]) for quote in quotes.values())
    reasons = [*data["themes"], *data["intents"], *data["drivers"]]
    assert all(reason["evidence"] and set(reason["evidence"]) <= quotes.keys() for reason in reasons)


def test_verification_example_verifies_what_we_sign() -> None:
    example: dict[str, Any] = {}
    exec(_block("python", WEBHOOKS), example)  # noqa: S102 - the documentation's own code
    body, secret = _block("json", WEBHOOKS).encode(), signing.new_secret()
    headers = signing.headers("evt_1", datetime.now(UTC), body, [secret])
    assert example["receive"](headers, body, secret)["type"] == "insight.created"


def test_documented_events_are_those_one_can_subscribe_to() -> None:
    table = WEBHOOKS.split("| type | when |")[1].split("\n\n")[0]
    assert set(re.findall(r"^\| `([a-z_.]+)` \|", table, flags=re.MULTILINE)) == {*TYPES, "webhook.test"}


def test_documented_retries_and_limits_are_those_of_the_code() -> None:
    waits = WEBHOOKS.split("| after the one before | at once |")[1].split("\n")[0]
    steps = [int(n) * _STEP[unit] for n, unit in re.findall(r"(\d+) (s|min|h)\b", waits)]
    assert [0, *steps] == list(schedule.STEPS)
    assert f"within {webhook.LONGEST_SECONDS:.0f} seconds" in WEBHOOKS
    assert f"{webhook.BODY_BYTES // 1024} kB and keep {webhook.EXCERPT_CHARS} characters" in WEBHOOKS


def test_links_between_the_papers_lead_somewhere() -> None:
    papers = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
    links = [
        (paper, link)
        for paper in papers
        for link in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", paper.read_text())
        if not re.match(r"[a-z]+:", link)
    ]
    assert [
        (str(paper.relative_to(ROOT)), link) for paper, link in links if not (paper.parent / link).exists()
    ] == []
