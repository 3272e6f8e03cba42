"""The docs are true: what they name exists, their examples work, their lists and limits are the code's."""

from __future__ import annotations

import ast
import json
import re
import shlex
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from analysis import drivers, intents, topics
from app import guards, metrics, throttle
from app.cli import cli
from app.cli.demo import Lines, _print
from app.demo import company, plan, seed
from app.services import create_interview
from app.services.end_interview import EVENTS
from app.settings import Settings
from app.ws import frames
from interviewer import authoring, checks, guide_reader
from interviewer.guide import MOMENTS
from interviewer.guide_files import parse_guide, template_names
from interviewer.moves import PROBE_KINDS
from interviewer.problems import GuideInvalid
from interviewer.reading import KINDS

ROOT = Path(__file__).resolve().parents[1]
PAPERS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
ids = [str(paper.relative_to(ROOT)) for paper in PAPERS]
each_paper = pytest.mark.parametrize("paper", PAPERS, ids=ids)


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(paper: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", paper, flags=re.MULTILINE | re.DOTALL)


def snippets(paper: str) -> Iterator[str]:
    """Code in running text, and each line of shell examples."""
    for block in blocks(paper, "(?:sh|bash)"):
        yield from block.replace("\\\n", " ").splitlines()
    prose = re.sub(r"^```.*?^```", "", paper, flags=re.MULTILINE | re.DOTALL)
    yield from re.findall(r"`([^`\n]+)`", prose)


def listed(paper: str, after: str) -> list[str]:
    """First column of the first table after a piece of text; a cell may name several."""
    table = paper.split(after, 1)[1].split("\n|---", 1)[1].split("\n\n", 1)[0]
    first = re.findall(r"^\| (.+?) \|", table, flags=re.MULTILINE)
    return [name for cell in first for name in re.findall(r"`([^`]+)`", cell)]


# --- what is named exists ---


def wrong_command(snippet: str) -> str | None:
    """What is wrong with an `earshot …` command; None when it is none or right."""
    found = re.match(r"(?:[A-Z_]+=\S* )*(?:\.venv/bin/)?earshot(?!\S)(.*)", snippet.split(" #")[0].strip())
    if found is None:
        return None
    command: Any = typer.main.get_command(cli)
    for word in shlex.split(found[1]):
        if word.startswith("--"):
            if not any(word in parameter.opts for parameter in command.params) and word != "--help":
                return f"{command.name} has no {word}"
        elif hasattr(command, "commands"):
            if word not in command.commands:
                return f"{command.name} has no command {word}"
            command = command.commands[word]
    return None


@each_paper
def test_every_command_mentioned_exists_with_its_options(paper: Path) -> None:
    assert [wrong for code in snippets(paper.read_text("utf-8")) if (wrong := wrong_command(code))] == []


@pytest.mark.parametrize("wrong", ["earshot dance", "earshot serve --fast", "A=b earshot user forget x"])
def test_a_command_that_does_not_exist_would_be_found(wrong: str) -> None:
    assert wrong_command(wrong) is not None


@each_paper
def test_every_make_target_and_variable_mentioned_exists(paper: Path) -> None:
    makefile = text("Makefile")
    targets = re.findall(r"^([a-z]+):", makefile, flags=re.MULTILINE)
    variables = {*re.findall(r"^(\w+) \?=", makefile, flags=re.MULTILINE), "EARSHOT_PORT"}
    used = [match for code in snippets(paper.read_text("utf-8")) if (match := re.match(r"make (\w.*)", code))]
    words = [word for match in used for word in shlex.split(match[1].split(" #")[0])]
    assert {word for word in words if "=" not in word} <= set(targets)
    assert {word.split("=")[0] for word in words if "=" in word} <= variables


@each_paper
def test_every_environment_variable_mentioned_is_read_somewhere(paper: Path) -> None:
    known = {f"EARSHOT_{name.upper()}" for name in Settings.model_fields}
    elsewhere = [text("compose.yaml"), *(p.read_text("utf-8") for p in (ROOT / "bench").glob("*.py"))]
    elsewhere += [p.read_text("utf-8") for p in (ROOT / "tests/frontend").glob("*.py")]
    known |= {name for source in elsewhere for name in re.findall(r"\bEARSHOT_[A-Z_]+\b", source)}
    assert set(re.findall(r"\bEARSHOT_[A-Z_]+\b", paper.read_text("utf-8"))) <= known


@each_paper
def test_every_file_mentioned_exists(paper: Path) -> None:
    rooms = "app|interviewer|analysis|integrations|prompts|tests|docs|bench"
    named = [
        code for code in snippets(paper.read_text("utf-8")) if re.fullmatch(rf"(?:{rooms})/[\w./-]+", code)
    ]
    built = ("app/static/built/",)
    assert [name for name in named if not name.startswith(built) and not (ROOT / name).exists()] == []


@each_paper
def test_every_python_example_parses(paper: Path) -> None:
    for block in blocks(paper.read_text("utf-8"), "python"):
        ast.parse(block)


def anchors(paper: Path) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", paper.read_text("utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@each_paper
def test_every_link_to_a_heading_finds_it(paper: Path) -> None:
    links = re.findall(r"\]\(([\w./-]*)#([^)]+)\)", paper.read_text("utf-8"))
    lost = [
        (to, name)
        for to, name in links
        if name not in anchors((paper.parent / to).resolve() if to else paper)
    ]
    assert lost == []


def test_every_page_is_on_the_list_of_pages() -> None:
    pages = {str(p.relative_to(ROOT / "docs")) for p in ROOT.glob("docs/**/*.md")} - {"index.md"}
    linked = set(re.findall(r"\]\(([^)]+)\)", text("docs/index.md")))
    assert {page for page in pages if not page.startswith("decisions/0")} == linked


def test_every_decision_is_on_its_list() -> None:
    notes = {p.name for p in (ROOT / "docs/decisions").glob("0*.md")}
    assert notes == set(re.findall(r"\]\((0[^)]+)\)", text("docs/decisions/README.md")))


def test_the_four_lines_of_the_demo_are_those_it_prints(capsys: pytest.CaptureFixture[str]) -> None:
    _print(Lines("a", "b", "c", "d"), Settings(home=ROOT))
    printed = [line.split(":")[0] for line in capsys.readouterr().out.splitlines()]
    assert listed(text("README.md"), "four lines") == printed


def test_the_readme_counts_right() -> None:
    readme = " ".join(text("README.md").split())
    today = date(2026, 11, 22)
    accounts = [*company.accounts(seed.SEED, today), *company.former(seed.SEED, today)]
    assert (
        f"its {len(accounts)} accounts, ten weeks of their lives and {plan.INTERVIEWS} interviews" in readme
    )
    assert (len(template_names()), "Six guides" in readme) == (6, True)
    assert (len(intents.NAMES), "thirteen intents" in readme) == (13, True)


# --- guides ---

GUIDES = text("docs/guides.md")
WRONG = GUIDES.split("## When something is wrong")[1]


def test_the_example_guide_is_a_guide() -> None:
    guide = parse_guide(blocks(GUIDES, "yaml")[0], "example.yaml")
    assert guide.languages == ("en", "de")
    assert all(set(question.ask.by_language) == {"en", "de"} for question in guide.questions)


def test_the_broken_guide_gets_the_errors_that_are_shown() -> None:
    with pytest.raises(GuideInvalid) as refused:
        parse_guide(blocks(WRONG, "yaml")[0], "broken.yaml")
    assert "".join(f"{problem}\n" for problem in refused.value.problems) == blocks(WRONG, "text")[0]


@pytest.mark.parametrize(
    ("table", "keys"),
    [
        ("| top level |", guide_reader._GUIDE),
        ("| `limits` |", guide_reader._LIMITS),
        ("| a question |", guide_reader._QUESTION),
        ("| an entry of `listen_for` |", guide_reader._LISTEN_FOR),
        ("| `closing` | meaning | default |", guide_reader._CLOSING),
    ],
)
def test_every_key_of_a_guide_is_explained_and_no_other(table: str, keys: Sequence[str]) -> None:
    assert sorted(listed(GUIDES, table)) == sorted(keys)


def test_the_faulty_guide_gets_the_findings_that_are_shown(tmp_path: Path) -> None:
    linted = GUIDES.split("## Linting")[1].split("## Drafting")[0]
    path = tmp_path / "exports-check.yaml"
    path.write_text(blocks(linted, "yaml")[0], encoding="utf-8")
    told = CliRunner().invoke(cli, ["guide", "lint", str(path)])
    assert told.exit_code == 1
    assert told.stdout.replace(str(path), path.name) == blocks(linted, "text")[0]


def test_every_rule_of_the_linter_is_explained_as_it_is() -> None:
    rows = [f"| `{name}` | {rule.severity} | {rule.why} |" for name, rule in authoring.RULES.items()]
    assert [line for line in GUIDES.splitlines() if line in rows] == rows
    assert listed(GUIDES, "| rule | weighs |") == list(authoring.RULES)


def test_moments_and_templates_are_those_there_are() -> None:
    row = next(line for line in GUIDES.splitlines() if line.startswith("| `moment`"))
    assert re.findall(r"`([a-z_]+)`", row)[1:-1] == list(MOMENTS)
    shipped = GUIDES.split("## Templates")[1].split("Use one")[0]
    assert sorted(re.findall(r"`([a-z-]+)`", shipped)) == template_names()


# --- interviewer and analysis ---

INTERVIEWER, ANALYSIS = text("docs/interviewer.md"), text("docs/analysis.md")


def test_kinds_probes_and_rules_are_those_of_the_interviewer() -> None:
    assert sorted(listed(INTERVIEWER, "## Read")) == sorted(KINDS)
    assert sorted(listed(INTERVIEWER, "## Decide")) == sorted(PROBE_KINDS)
    assert sorted(listed(INTERVIEWER, "## Check")) == sorted({*checks.RULES, "after_question"})
    assert f"over {checks.LONGEST_SENTENCE} words, messages over {checks.LONGEST_MESSAGE}" in INTERVIEWER


def test_intents_drivers_and_topics_are_those_of_the_analysis() -> None:
    def named(title: str) -> list[str]:
        return re.findall(r"`(\w+)`", ANALYSIS.split(f"**{title}:**")[1].split(". ")[0].split("\n\n")[0])

    assert named("Intents") == list(intents.NAMES)
    assert named("Drivers") == list(drivers.names())
    assert f"{len(topics.load())} shipped topics" in ANALYSIS


# --- operations and embedding ---

OPERATIONS, EMBEDDING = text("docs/operations.md"), text("docs/embedding.md")


@pytest.mark.parametrize(
    "claim",
    [
        f"| an answer | {frames.LONGEST_TEXT:,} characters |",
        f"| a request | {guards.LARGEST_BODY // 2**20} MB |",
        f"| a link to an interview | {create_interview.LINK_DAYS} days |",
        f"| {create_interview.LARGEST_CONTEXT:,} bytes of JSON |",
        f"| {throttle.PER_EMAIL.amount} tries per e-mail and {throttle.PER_ADDRESS.amount} per address",
        f"| {throttle.STARTS_PER_ADDRESS.amount} per address in a minute",
    ],
)
def test_limits_are_those_of_the_code(claim: str) -> None:
    assert claim in OPERATIONS


def test_every_figure_is_documented() -> None:
    kinds = {"counter": "_total", "histogram": ""}
    real = {
        family.name + kinds[family.type]
        for metric in vars(metrics).values()
        if hasattr(metric, "collect") and not isinstance(metric, type)
        for family in metric.collect()
    }
    assert set(re.findall(r"`(earshot_\w+?)`", OPERATIONS)) - {"earshot_"} == real


def test_every_log_event_documented_is_one_we_write() -> None:
    sources = "".join(path.read_text("utf-8") for path in (ROOT / "app").rglob("*.py"))
    assert [name for name in listed(OPERATIONS, "| event | means |") if f'"{name}"' not in sources] == []


def test_attributes_calls_and_events_of_the_embed_are_those_of_its_source() -> None:
    settings = text("app/frontend/src/embed/settings.ts")
    widget = text("app/frontend/src/embed/widget.ts")
    attributes = {f"data-{name}" for name in re.findall(r'given\["(\w+)"\]', settings)}
    assert set(listed(EMBEDDING, "| attribute |")) == attributes
    events = re.findall(r'"(\w+)"', widget.split("type EventName =")[1].split(";")[0])
    row = next(line for line in EMBEDDING.splitlines() if line.startswith("| `on("))
    assert re.findall(r"`(\w+)`", row) == events
    told = {call.split("(")[0] for call in listed(EMBEDDING, "| call | does |")}
    methods = re.findall(r"^  (?:async )?(\w+)\(.*\{$", widget, flags=re.MULTILINE)
    assert told == set(methods) - {"constructor"}


def test_events_are_documented_by_what_ends_an_interview() -> None:
    webhooks = text("docs/integrations/webhooks.md")
    row = next(line for line in webhooks.splitlines() if line.startswith("| `interview.abandoned`"))
    assert {reason for reason, event in EVENTS.items() if event in row} == {"stopped", "expired"}
    assert "the respondent stopped, or the link ran out" in row


def test_example_insight_has_the_parts_a_real_one_has() -> None:
    source = text("app/services/analyse_interview.py")
    example = json.loads(blocks(text("docs/integrations/webhooks.md"), "json")[0])["data"]
    real = re.findall(r'^        "(\w+)":', source.split("def _provenance(")[1], flags=re.MULTILINE)
    assert list(example["provenance"]) == real
    assert all(line.keys() == {"text", "evidence"} for line in example["summary"])
