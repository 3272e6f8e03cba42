"""The themes of a study fitted anew: ids go on, every move is reported, and what people decided stands.

Reading, thinking and writing are three steps. Whatever goes wrong while thinking, the themes stay as they
were and the run says why; what people change meanwhile is seen before anything is written.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Final, Protocol

import numpy as np
import structlog

from analysis.themes.constraints import Constraints
from analysis.themes.refit import MOST_MOVED, Refit, refit
from analysis.types import Embeddings, Encode, KnownTheme
from app.database import Db
from app.kit import Kit
from app.queries import studies, theme_edits, theme_runs
from app.services.analyse_study import StudyReading, read_study
from app.services.embeddings_of import encode_study
from app.services.known_themes import Standing, standing
from app.services.name_themes import name_themes
from app.services.placing import constraints
from app.services.refit_report import Outcome, outcome_of
from app.services.retheme import retheme
from app.services.theme_alarms import tell_of_themes
from app.services.write_refit import write_refit
from app.tables import Study, ThemeRun

log = structlog.get_logger()

TRIES: Final = 3
MOST_THEMES: Final = 500
STAYED: Final = "The themes stay as they were"


class Engine(Protocol):
    """Fits themes anew; see `analysis.themes.refit.refit`."""

    def __call__(
        self,
        embeddings: Embeddings,
        texts: Sequence[str],
        respondents: Sequence[Hashable],
        known: Sequence[KnownTheme],
        before: Sequence[str | None],
        *,
        constraints: Constraints,
        seed: int,
        unassigned: float,
        most_moved: float,
    ) -> Refit: ...


class UnusableError(ValueError):
    """What came back cannot be written; the message says why."""


async def refit_study(kit: Kit, study_id: str, *, engine: Engine = refit) -> list[str]:
    """Carries out the study's refit that waits; ids of the themes born. Does nothing when none waits."""
    encoder = await kit.encoding.load()
    async with kit.database.system() as db:
        run = await theme_runs.under_way(db, study_id)
        study = await studies.study(db, study_id)
    if run is None or study is None:
        return []
    settings = run.settings | {"encoder": encoder.name}
    for _ in range(TRIES):
        await encode_study(kit, study, encoder.name)
        async with kit.database.workspace(study.workspace_id) as db:
            await theme_runs.set_started(db, run.id, settings, kit.clock())
            reading = await read_study(kit, db, study, encoder.name)
        try:
            known, found = await kit.encoding.run(partial(_think, engine, reading, run))
        except Exception as failure:  # whatever the engine does, the last good themes stand
            log.warning("study.refit_failed", study=study_id, run=run.id, reason=type(failure).__name__)
            await _fail(kit, study, run, _sentence(failure))
            return []
        written = await _write(kit, study, run, reading, known, found, encoder.name)
        if written is not None:
            await name_themes(kit, study_id)
            await retheme(kit, study_id)
            await tell_of_themes(kit, study_id)
            log.info("study.refitted", study=study_id, run=run.id, born=len(written))
            return written
    await _fail(kit, study, run, f"{STAYED}: they were edited again and again meanwhile.")
    return []


def _think(engine: Engine, reading: StudyReading, run: ThemeRun, encode: Encode) -> tuple[Standing, Refit]:
    """The themes as they stand, and the fit, checked. Raises what the engine raises, and UnusableError."""
    known = standing(reading.rows, encode)
    found = engine(
        reading.embeddings,
        [line.text for line in reading.lines],
        [line.interview_id for line in reading.lines],
        known.known,
        [known.heirs.get(place.theme_id) for place in reading.before],
        constraints=constraints(reading.before, known),
        seed=run.settings["seed"],
        unassigned=run.settings["unassigned"],
        most_moved=1.0 if run.settings.get("afresh") else MOST_MOVED,
    )
    _check(found, reading, known)
    return known, found


def _check(found: Refit, reading: StudyReading, known: Standing) -> None:
    """Raises UnusableError for what must not be written."""
    if found.labels.shape != (len(reading.lines),):
        raise UnusableError("the fit does not have one theme for each statement")
    if found.labels.min(initial=-1) < -1 or found.labels.max(initial=-1) >= len(found.themes):
        raise UnusableError("the fit names a theme it does not have")
    if len(found.themes) > MOST_THEMES:
        raise UnusableError(f"the fit has more than {MOST_THEMES} themes")
    if not (found.labels >= 0).any() and any(known.heirs.get(place.theme_id) for place in reading.before):
        raise UnusableError("the fit found no theme at all")
    if not np.isfinite(found.threshold) or not all(np.isfinite(t.exemplars).all() for t in found.themes):
        raise UnusableError("the fit holds a value that is not a number")
    ids = [theme.known for theme in found.themes if theme.known is not None]
    if len(set(ids)) < len(ids) or not known.labels.keys() >= set(ids):
        raise UnusableError("the fit carries on a theme that is not the study's")


async def _write(
    kit: Kit,
    study: Study,
    run: ThemeRun,
    reading: StudyReading,
    known: Standing,
    found: Refit,
    encoder: str,
) -> list[str] | None:
    """Everything in one transaction; ids of the themes born, None if people changed something meanwhile."""
    async with kit.database.workspace(study.workspace_id) as db:
        await studies.hold(db, study.id)
        if await theme_edits.mark(db, study.id) != reading.rows.mark:
            return None
        now = kit.clock()
        born = await write_refit(db, study, run, reading, known, found, encoder, now)
        outcome = outcome_of(reading, known, found, born)
        await _keep(db, run, outcome, found, now)
        return list(born.values())


async def _keep(db: Db, run: ThemeRun, outcome: Outcome, found: Refit, now: datetime) -> None:
    figures: dict[str, Any] = outcome.figures | {
        "kept_share": round(found.kept_share, 4),
        "steadiness": round(found.steadiness, 4),
        "threshold": float(found.threshold),
    }
    await theme_runs.set_done(db, run.id, figures, outcome.report, now)


async def _fail(kit: Kit, study: Study, run: ThemeRun, sentence: str) -> None:
    async with kit.database.workspace(study.workspace_id) as db:
        await theme_runs.set_failed(db, run.id, sentence, kit.clock())


def _sentence(failure: Exception) -> str:
    """What a person is told; an error that names its cause says it, of any other only the kind."""
    if isinstance(failure, ValueError) and str(failure):
        return f"{STAYED}: {failure}."
    return f"{STAYED}: the fit broke off ({type(failure).__name__})."
