"""What no study should look like and some do: a clear sentence, or a sensible small result."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.encode import Encoder
from analysis.prevalence import LengthMismatchError
from analysis.themes import cluster
from analysis.themes.refit import Refit, refit
from analysis.themes.study import fit_study
from tests.analysis.blobs import blobs

LANGUAGES = (
    "The export is slow.", "Der Export ist langsam.", "L'export est lent.", "La exportación es lenta.",
    "A exportação é lenta.", "L'esportazione è lenta.", "De export is traag.", "Exporten är långsam.",
    "Eksporten er langsom.", "Vienti on hidasta.", "Eksport jest powolny.", "Export je pomalý.",
    "Az exportálás lassú.", "Exportul este lent.", "Експортът е бавен.", "Экспорт медленный.",
    "Експорт повільний.", "Η εξαγωγή είναι αργή.", "Dışa aktarma yavaş.", "הייצוא איטי.",
    "التصدير بطيء.", "صادرات کند است.", "निर्यात धीमा है।", "রপ্তানি ধীর।",
    "การส่งออกช้า", "Xuất dữ liệu chậm.", "Ekspor lambat.", "エクスポートが遅いです。",
    "导出很慢。", "내보내기가 느려요.",
)  # fmt: skip


def run(encoder: Encoder, texts: list[str], who: list[str] | None = None) -> Refit:
    return refit(
        encoder.encode(texts), texts, who or list(map(str, range(len(texts)))), [], [None] * len(texts)
    )


@pytest.mark.parametrize(
    ("texts", "most"),
    [
        ([], 0),
        (["Only one statement."], 0),
        (["no"] * 40, 1),
        (["slow", "Slow", "slow!", "SLOW", "slow."] * 8, 3),
        (["The export failed again."] * 100, 1),
        (list(LANGUAGES), 15),
        (["", " ", "?"], 1),
    ],
    ids=[
        "nothing",
        "one statement",
        "one word",
        "one word spelled five ways",
        "identical",
        "30 languages",
        "empty",
    ],
)
def test_odd_studies_give_few_themes_or_none(encoder: Encoder, texts: list[str], most: int) -> None:
    fitted = run(encoder, texts)
    assert len(fitted.themes) <= most
    assert len(fitted.labels) == len(texts)
    assert len({theme.label for theme in fitted.themes}) == len(fitted.themes)


def test_one_respondent_with_thousands_of_statements_is_one_voice() -> None:
    rows, truth = blobs(20, 150, spread=0.3)
    texts = [f"point {n} of the list" for n in truth]
    fitted = fit_study(rows, texts, ["r1"] * len(rows), seed=0)
    assert 2 <= len(fitted.themes) <= len(rows) / 20
    assert {theme.prevalence.count for theme in fitted.themes} == {1}


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_vectors_that_are_no_numbers_are_named_by_row(value: float) -> None:
    rows, _ = blobs(2, 10)
    rows[4, 1] = value
    with pytest.raises(
        cluster.EmbeddingsError, match="row 4 of the embeddings holds a value that is not a number"
    ):
        refit(rows, ["x"] * 20, list(range(20)), [], [None] * 20)


def test_columns_of_different_length_are_refused() -> None:
    rows, _ = blobs(2, 10)
    with pytest.raises(LengthMismatchError, match="20 embeddings, 3 texts and 20 respondents"):
        refit(rows, ["x"] * 3, list(range(20)), [], [None] * 20)
