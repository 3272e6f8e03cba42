from __future__ import annotations

import numpy as np
import pytest

from analysis import phrases
from analysis.encode import Encoder
from analysis.themes import cluster
from analysis.themes.labels import name_themes
from analysis.themes.study import fit_study
from analysis.topics import known_topics

TEXTS = [
    *(
        f"The weekly report {verb} too long to load."
        for verb in ("takes", "took", "is taking", "always takes")
    ),
    *(f"We {verb} a calendar sync with Outlook." for verb in ("need", "want", "miss", "asked for")),
    *(f"The invoice was {how} again." for how in ("wrong", "late", "sent twice", "missing")),
]


def test_labels_are_phrases_people_used_and_all_differ(encoder: Encoder) -> None:
    rows = encoder.encode(TEXTS)
    found = cluster.fit(rows, seed=0, method="linkage")
    names = name_themes(TEXTS, rows, found, cluster.centroids(rows, found))
    assert len(names) == 3 == len(set(names))
    for name in names:
        assert 1 <= len(name.split()) <= 3
        assert any(name.lower() in text.lower() for text in TEXTS)
    said = " ".join(names).lower()
    assert "report" in said
    assert "invoice" in said
    assert "calendar" in said or "outlook" in said


def test_a_taken_label_is_not_used_again(encoder: Encoder) -> None:
    rows = encoder.encode(TEXTS)
    found = cluster.fit(rows, seed=0, method="linkage")
    middle = cluster.centroids(rows, found)
    names = name_themes(TEXTS, rows, found, middle)
    again = name_themes(TEXTS, rows, found, middle, taken=names)
    assert not set(names) & set(again)


def test_themes_without_a_usable_word_still_get_a_name(encoder: Encoder) -> None:
    texts = ["so it is", "it is so", "and so it was"]
    rows = encoder.encode(texts)
    together = np.zeros(3, dtype=np.int64)
    names = name_themes(texts, rows, together, cluster.centroids(rows, together))
    assert names == ["Theme 1"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("cards", "card"),
        ("charging", "charged"),
        ("Companies", "company"),
        ("rates", "rate"),
        ("transferred", "transfer"),
    ],
)
def test_forms_of_a_word_share_a_stem(one: str, other: str) -> None:
    assert phrases.stem(one) == phrases.stem(other)


@pytest.mark.parametrize(("one", "other"), [("price", "prince"), ("pass", "pas"), ("bus", "busy")])
def test_different_words_keep_different_stems(one: str, other: str) -> None:
    assert phrases.stem(one) != phrases.stem(other)


def test_a_community_that_belongs_to_a_known_theme_keeps_its_id(encoder: Encoder) -> None:
    topics = known_topics(encoder.encode)
    texts = [
        *(
            f"The invoice was {how} again."
            for how in ("wrong", "late", "sent twice", "missing", "not correct")
        ),
        *(
            f"Our {animal} was ill so I stayed at home."
            for animal in ("cat", "dog", "horse", "hamster", "parrot")
        ),
    ]
    fitted = fit_study(encoder.encode(texts), texts, [f"r{i}" for i in range(len(texts))], topics, seed=0)
    by_id = {theme.known: theme for theme in fitted.themes}
    assert by_id["topic:billing"].label == "Billing and contracts"
    assert by_id["topic:billing"].size == 5
    assert by_id[None].size == 5
    assert (fitted.labels >= 0).all()


def test_a_fitted_theme_handed_back_keeps_its_statements(encoder: Encoder) -> None:
    from analysis.types import KnownTheme

    rows = encoder.encode(TEXTS)
    people = [str(number) for number in range(len(TEXTS))]
    first = fit_study(rows, TEXTS, people, seed=0)
    known = [KnownTheme(f"id{i}", theme.label, theme.exemplars) for i, theme in enumerate(first.themes)]
    second = fit_study(rows, TEXTS, people, known, seed=9)
    assert {theme.known for theme in second.themes} == {"id0", "id1", "id2"}
    ids_before = [known[label].id for label in first.labels]
    assert [second.themes[label].known for label in second.labels] == ids_before


def test_prevalence_and_quotes_stand_on_respondents(encoder: Encoder) -> None:
    people = ["ann"] * 4 + ["bob", "bob", "cem", "dan"] + ["eve"] * 4
    fitted = fit_study(encoder.encode(TEXTS), TEXTS, people, seed=0)
    for index, theme in enumerate(fitted.themes):
        members = [i for i, label in enumerate(fitted.labels) if label == index]
        assert theme.prevalence.count == len({people[i] for i in members})
        assert theme.prevalence.total == 5
        assert set(theme.quotes) <= set(members)
        assert len(set(theme.quotes)) == len(theme.quotes) > 0
