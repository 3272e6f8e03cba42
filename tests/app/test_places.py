"""An append never moves a statement that has a place: only a refit or a person does."""

from __future__ import annotations

from dataclasses import replace

import httpx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.types import Embeddings, KnownTheme
from app.database import Database
from app.encoding import Encoding
from app.kit import Kit
from app.queries import insights, themes
from app.services.analyse_interview import analyse_interview
from app.services.analyse_study import analyse_study
from app.services.edit_themes import exclude_theme
from app.services.known_themes import Standing
from app.services.placing import Place, constraints, placed
from app.services.regroup_themes import place_statements
from app.services.theme_editing import Act
from app.tables import Study
from app.tables.base import now
from tests.app.talks import talk
from tests.app.voiced import EXPORTS, PRICES, SUPPORT, voiced


@pytest.fixture
def kit(kit: Kit, encoding: Encoding) -> Kit:
    """A process whose encoder is loaded."""
    return replace(kit, encoding=encoding)


def rows(seed: int, count: int) -> Embeddings:
    made = np.random.default_rng(seed).normal(size=(count, 8))
    return (made / np.linalg.norm(made, axis=1, keepdims=True)).astype(np.float32)


def standing_of(seed: int, names: list[str], merged: dict[str, str]) -> Standing:
    """Themes in use by name, with some that were merged into them."""
    known = [KnownTheme(name, name, rows(seed + number, 3)) for number, name in enumerate(names)]
    heirs: dict[str | None, str | None] = {name: name for name in names} | {**merged} | {"gone": None}
    return Standing(known, {name: name for name in names}, heirs, None, rows(seed, 2), frozenset(), None)


NAMES = ["thm_a", "thm_b", "thm_c"]
PLACES = st.tuples(st.sampled_from([None, *NAMES, "thm_old", "gone"]), st.sampled_from(["run", "person"]))


@given(seed=st.integers(0, 10_000), before=st.lists(PLACES, min_size=1, max_size=30))
def test_what_has_a_place_keeps_it_and_a_persons_word_stands(
    seed: int, before: list[tuple[str | None, str]]
) -> None:
    known = standing_of(seed, NAMES, {"thm_old": "thm_b"})
    stood = [Place(theme, by) for theme, by in before]
    after, sureness = placed(rows(seed + 99, len(before)), stood, known)
    for place, now_in in zip(stood, after, strict=True):
        if place.theme_id in NAMES:
            assert now_in == place.theme_id
        elif place.theme_id == "thm_old":
            assert now_in == "thm_b"
        elif place == Place(None, "person"):
            assert now_in is None
        else:
            assert now_in is None or now_in in NAMES
    assert ((sureness >= 0) & (sureness <= 1)).all()


@given(before=st.lists(PLACES, max_size=30))
def test_what_a_person_placed_is_pinned_and_its_theme_kept(before: list[tuple[str | None, str]]) -> None:
    known = standing_of(1, NAMES, {"thm_old": "thm_b"})
    found = constraints([Place(theme, by) for theme, by in before], known)
    for row, (theme, by) in enumerate(before):
        target = known.heirs.get(theme)
        is_pinned = by == "person" and (theme is None or target is not None)
        assert (row in found.pinned) == is_pinned
        if is_pinned:
            assert found.pinned[row] == target
            assert target is None or target in found.kept


VOICES = (*EXPORTS, *PRICES, *SUPPORT)


async def places(database: Database, study: Study) -> dict[str, tuple[str | None, str]]:
    async with database.workspace(study.workspace_id) as db:
        lines = await insights.statements_of_study(db, study.id)
    return {line.id: (line.theme_id, line.placed_by) for line in lines}


async def test_slice_by_slice_no_statement_with_a_theme_moves(
    kit: Kit, database: Database, study: Study
) -> None:
    before: dict[str, tuple[str | None, str]] = {}
    for week in range(4):
        for number in range(6):
            first, second = VOICES[(6 * week + number) % 18], VOICES[(5 * week + 3 * number) % 18]
            await talk(database, study, [first, second])
        await analyse_study(kit, study.id)
        after = await places(database, study)
        kept = {name for name, (theme, _) in before.items() if theme is not None}
        assert {name: after[name] for name in kept} == {name: before[name] for name in kept}
        before = after
    assert sum(theme is not None for theme, _ in before.values()) >= 20


async def test_reading_an_interview_again_keeps_what_a_person_placed(
    api: httpx.AsyncClient, kit: Kit, database: Database, study: Study
) -> None:
    interview = await talk(database, study, [SUPPORT[0], PRICES[0], EXPORTS[0]])
    await analyse_interview(kit, interview.id)
    async with database.workspace(study.workspace_id) as db:
        lines = await insights.statements_of(db, interview.id)
        target = (await themes.themes(db, study.id))[0]
        act = Act(now())
        await place_statements(db, study.id, [lines[0].id], target.id, act)
        await place_statements(db, study.id, [lines[1].id], None, act)
    await analyse_interview(kit, interview.id)
    after = await places(database, study)
    assert after[lines[0].id] == (target.id, "person")
    assert after[lines[1].id] == (None, "person")
    shown = (await api.get(f"/api/v1/interviews/{interview.id}")).json()["insight"]
    told = {tag["name"]: tag["evidence"] for tag in shown["tags"] if tag["kind"] == "theme"}
    assert lines[0].id in told[target.label]
    assert all(lines[1].id not in evidence for evidence in told.values())


async def test_what_is_said_about_an_excluded_theme_goes_nowhere_and_founds_nothing(
    kit: Kit, database: Database, study: Study
) -> None:
    exports = await voiced(database, study, "Exports", EXPORTS * 4)
    await analyse_study(kit, study.id)
    async with database.workspace(study.workspace_id) as db:
        await exclude_theme(db, exports.id, Act(now()))
    for _ in range(2):
        for text in EXPORTS:
            await talk(database, study, [text])
        born = await analyse_study(kit, study.id)
        assert born == []
    async with database.workspace(study.workspace_id) as db:
        lines = await insights.statements_of_study(db, study.id)
        shown = {theme.id: theme.label for theme in await themes.themes(db, study.id)}
    said = [line for line in lines if line.text in EXPORTS]
    assert len(said) == 36
    assert exports.id not in {line.theme_id for line in said}
    # one wording lies nearer to a shipped topic than to what the theme is recognised by
    assert sum(shown.get(line.theme_id or "") is None for line in said) >= 34


async def test_growth_tells_the_ids_of_the_themes_it_found(
    kit: Kit, database: Database, study: Study
) -> None:
    said = [
        "The parrot in the loading screen scares our customers away.",
        "Our people laugh at the parrot in the loading screen.",
        "I cannot stand the parrot in the loading screen any more.",
        "Please take the parrot out of the loading screen.",
        "The parrot in the loading screen makes us look silly.",
    ]
    for number in range(20):
        await talk(database, study, [said[number % 5]])
    born = await analyse_study(kit, study.id)
    async with database.workspace(study.workspace_id) as db:
        found = {theme.id: theme for theme in await themes.themes(db, study.id)}
    fitted = [name for name, theme in found.items() if theme.origin == "fitted"]
    assert born == fitted
    assert len(born) == 1
    assert await analyse_study(kit, study.id) == []
