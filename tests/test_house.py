"""The house plan: what each room may import, and how large its pieces may grow."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

HOUSE = Path(__file__).parent.parent
ROOMS = ("app", "interviewer", "analysis", "integrations", "prompts")
MAY_IMPORT = {
    "app": {"app", "interviewer", "analysis", "integrations", "prompts"},
    "interviewer": {"interviewer", "prompts"},
    "analysis": {"analysis", "prompts"},
    "integrations": {"integrations"},
    "prompts": {"prompts"},
}
ALONE = {
    "fastapi": "app",
    "starlette": "app",
    "jinja2": "app",
    "sqlmodel": "app",
    "sqlalchemy": "app",
    "psycopg": "app",
    "langgraph": "interviewer",
    "aiosmtplib": "integrations",
    "openai": "integrations",
    "httpx": "integrations",
    "hdbscan": "analysis",
    "sentence_transformers": "analysis",
    "onnxruntime": "analysis",
}
EXCEPTIONS = {
    # the kit says what kind of client it carries; `integrations.http` makes it
    ("app/kit.py", "httpx"),
}
EDGES = ("app.api", "app.pages", "app.ws", "app.jobs")
SHARED_BY_EDGES = {
    # the largest message is a limit of the server, which the command line starts
    ("app/cli/serve.py", "app.ws.frames"),
}
LONGEST_FILE, LONGEST_FUNCTION = 400, 70
STATEMENT = re.compile(r"\s*(SELECT\b.+\bFROM|INSERT INTO|UPDATE\b.+\bSET|DELETE FROM|WITH\b.+\bAS \()", re.S)


@cache
def files() -> tuple[Path, ...]:
    """Every Python file of every room, by its path from the top."""
    found = (path for room in ROOMS for path in (HOUSE / room).rglob("*.py"))
    return tuple(sorted(p.relative_to(HOUSE) for p in found if "node_modules" not in p.parts))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse((HOUSE / path).read_text(encoding="utf-8"))


@cache
def imports(path: Path) -> tuple[tuple[str, int], ...]:
    """(module, line) of every import, hidden ones too; a name imported from a package counts as a module."""
    found: list[tuple[str, int]] = []
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found += [(alias.name, node.lineno) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            assert not node.level, f"{path}:{node.lineno} imports relatively; name the room instead"
            found += [(module, node.lineno)]
            found += [(f"{module}.{alias.name}", node.lineno) for alias in node.names]
    return tuple(found)


def inside(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def module_of(path: Path) -> str:
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def importing(package: str, *, under: str) -> list[str]:
    """`file:line` of each import of `package` by a file below `under`."""
    return [
        f"{path}:{line}"
        for path in files()
        if inside(module_of(path), under)
        for module, line in imports(path)
        if inside(module, package)
    ]


@pytest.mark.parametrize("room", ROOMS)
def test_rooms_import_only_what_is_below_them(room: str) -> None:
    sideways = [
        f"{path}:{line} imports {module}"
        for path in files()
        if path.parts[0] == room
        for module, line in imports(path)
        if module.split(".")[0] in ROOMS and module.split(".")[0] not in MAY_IMPORT[room]
    ]
    assert not sideways, "what one room needs of another arrives as an argument"


@pytest.mark.parametrize(("package", "room"), ALONE.items())
def test_some_packages_belong_to_one_room(package: str, room: str) -> None:
    elsewhere = [
        f"{path}:{line}"
        for path in files()
        if path.parts[0] != room and (path.as_posix(), package) not in EXCEPTIONS
        for module, line in imports(path)
        if inside(module, package)
    ]
    assert not elsewhere, f"only {room} imports {package}"


def test_the_success_core_needs_nothing_but_the_standard_library() -> None:
    beyond = [
        f"{path}:{line} imports {module}"
        for path in files()
        if inside(module_of(path), "app.success")
        for module, line in imports(path)
        if not inside(module, "app.success") and module.split(".")[0] not in sys.stdlib_module_names
    ]
    assert not beyond, "app/success is standard library only; hand the value in"


def test_no_graph_keeps_a_memory_beside_the_transcript() -> None:
    savers = [
        f"{path}:{line} imports {module}"
        for path in files()
        for module, line in imports(path)
        if inside(module, "langgraph") and ("checkpoint" in module or "store" in module)
    ]
    assert not savers, "the transcript is the state: no checkpointer, no store"


@pytest.mark.parametrize("edge", EDGES)
def test_edges_never_import_each_other(edge: str) -> None:
    others = [other for other in EDGES if other != edge]
    sideways = [spot for other in others for spot in importing(other, under=edge)]
    assert not sideways, "move what two edges share down into a module of its own"


@pytest.mark.parametrize(
    ("lower", "upper"),
    [
        ("app.services", "app.api"),
        ("app.services", "app.pages"),
        ("app.services", "app.ws"),
        ("app.services", "app.jobs"),
        ("app.services", "app.cli"),
        ("app.services", "fastapi"),
        ("app.queries", "app.services"),
        ("app.queries", "app.kit"),
        ("app.queries", "fastapi"),
        ("app.tables", "app.queries"),
        ("app.tables", "app.services"),
        ("app.success", "app.tables"),
    ],
)
def test_inside_app_arrows_point_down(lower: str, upper: str) -> None:
    assert not importing(upper, under=lower), f"{lower} is below {upper}"


def test_only_main_and_the_command_line_know_the_edges() -> None:
    knowing = [
        f"{path}:{line} imports {module}"
        for path in files()
        if path.parts[0] == "app" and not any(inside(module_of(path), edge) for edge in EDGES)
        if path.as_posix() not in ("app/main.py", "app/start.py")
        for module, line in imports(path)
        if any(inside(module, edge) for edge in EDGES)
        and not any(path.as_posix() == file and inside(module, known) for file, known in SHARED_BY_EDGES)
    ]
    assert not knowing, "edges are wired in app/main.py, the job worker in app/start.py"


def test_sql_is_written_in_queries_alone() -> None:
    elsewhere = [
        f"{path}:{node.lineno}"
        for path in files()
        if not inside(module_of(path), "app.queries") and not inside(module_of(path), "app.migrations")
        # PostgreSQL is set up and scoped where its connections are made
        if path.as_posix() not in ("app/postgres.py", "app/database.py")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and STATEMENT.match(node.value)
    ]
    assert not elsewhere, "every statement lives in app/queries"


def test_no_two_packages_import_each_other() -> None:
    """Whatever the arrows are called, they never form a circle."""
    graph: dict[str, set[str]] = {}
    known = {package(module_of(path)) for path in files()}
    for path in files():
        source = package(module_of(path))
        targets = {package(module) for module, _ in imports(path)} & known
        graph.setdefault(source, set()).update(targets - {source})
    circles = [" → ".join(circle) for start in graph for circle in circles_from(start, graph)]
    assert not circles, "imports go round in a circle"


def package(module: str) -> str:
    """`app.services` for a verb in it, `app.kit` for a module at the top of a room."""
    return ".".join(module.split(".")[:2])


def circles_from(start: str, graph: dict[str, set[str]]) -> Iterator[list[str]]:
    """The shortest way from a package back to itself, if there is one."""
    trails, seen = [[start]], set[str]()
    while trails:
        trail = trails.pop(0)
        for target in sorted(graph.get(trail[-1], ())):
            if target == start:
                yield [*trail, start]
                return
            if target not in seen:
                seen.add(target)
                trails.append([*trail, target])


def test_files_stay_short() -> None:
    long = [
        f"{path} has {lines} lines"
        for path in files()
        # a migration writes down every column once and is never touched again
        if "versions" not in path.parts
        and (lines := len((HOUSE / path).read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    ]
    assert not long, "ask which second idea moved in"


def test_functions_stay_short() -> None:
    long = [
        f"{path}:{node.lineno} {node.name} has {node.end_lineno - node.lineno + 1} lines"
        for path in files()
        if "versions" not in path.parts
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    ]
    assert not long, "a function tells one thing"
