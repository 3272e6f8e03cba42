"""Segments, revenue and pairs: respondents are counted, small groups stay unseen, chance is not a finding."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from analysis.counting.money import weighted
from analysis.counting.pairs import pairs
from analysis.counting.record import Heard, Record, Voice, record
from analysis.counting.segments import by_segment, grouping
from tests.analysis.counted import MONDAY, study


def segments(*sizes: tuple[str, int]) -> list[dict[str, str]]:
    """People by segment, in that order; "" stands for unknown."""
    return [{"segment": name} if name else {} for name, size in sizes for _ in range(size)]


def test_a_person_interviewed_twice_is_one_respondent() -> None:
    made = record(
        [Heard("int1", "ann", MONDAY), Heard("int2", "ann", MONDAY), Heard("int3", "bob", MONDAY)],
        [Voice("a", "int1"), Voice("a", "int2"), Voice("a", "int_gone")],
    )
    assert made.voicing == {"a": frozenset({"ann"})}
    assert len(made.people) == 2


def test_groups_below_the_smallest_are_not_shown_and_are_said() -> None:
    made = study({}, 18, groups=segments(("large", 8), ("small", 5), ("tiny", 2), ("odd", 1), ("", 2)))
    found = grouping(made, smallest=5)
    assert [(group.name, len(group.people)) for group in found.groups] == [("large", 8), ("small", 5)]
    assert (found.in_small, found.unknown) == ({"segment": 3}, {"segment": 2})


def test_a_group_is_compared_with_those_known_to_be_in_another() -> None:
    groups = segments(("large", 20), ("small", 20), ("", 10))
    voiced = {"a": [*range(16), 20, 21, *range(40, 50)]}
    large, small = by_segment(study(voiced, 50, groups=groups), smallest=5)["a"]
    assert (large.share.count, large.share.total) == (16, 20)
    assert (large.others.count, large.others.total) == (2, 20)
    assert (large.differs, small.differs) == ("more", "less")


def test_a_bare_difference_is_not_marked() -> None:
    groups = segments(("large", 6), ("small", 6))
    voiced = {"a": [0, 1, 2, 3, 6]}
    assert [group.differs for group in by_segment(study(voiced, 12, groups=groups), smallest=5)["a"]] == [
        None,
        None,
    ]


def test_a_group_with_too_few_others_is_shown_and_not_compared() -> None:
    groups = segments(("large", 10), ("small", 2))
    [large] = by_segment(study({"a": range(6)}, 12, groups=groups), smallest=5)["a"]
    assert (large.share.total, large.p, large.q, large.differs) == (10, None, None, None)


def test_a_theme_of_too_few_people_has_no_figures_by_segment() -> None:
    groups = segments(("large", 10), ("small", 10))
    assert by_segment(study({"a": range(4), "b": range(5)}, 20, groups=groups), smallest=5).keys() == {"b"}


def test_where_segments_do_not_matter_one_study_in_twenty_shows_a_mark_at_most() -> None:
    chance = np.random.default_rng(5)
    groups = segments(("large", 30), ("middle", 40), ("small", 30))
    marked = 0
    for _ in range(200):
        voiced = {f"t{n}": np.flatnonzero(chance.random(100) < 0.3).tolist() for n in range(10)}
        found = by_segment(study(voiced, 100, groups=groups), smallest=5)
        marked += any(group.differs for shares in found.values() for group in shares)
    assert marked / 200 <= 0.05


def with_colleagues(seed: int, accounts: int, likeness: float) -> Record:
    """Three people of each account, its segment drawn at random; colleagues voice ten themes alike (an
    intraclass correlation of `likeness`), whatever their segment."""
    chance = np.random.default_rng(seed)
    segment = chance.choice(["large", "middle", "small"], size=accounts, p=[0.2, 0.45, 0.35])
    heard = [
        Heard(f"int{a}-{n}", f"who{a}-{n}", MONDAY, f"acc{a}", groups={"segment": str(segment[a])})
        for a in range(accounts)
        for n in range(3)
    ]
    voices = []
    for theme in range(10):
        rate = chance.beta(0.3 * (1 - likeness) / likeness, 0.7 * (1 - likeness) / likeness, size=accounts)
        voiced = chance.random((accounts, 3)) < rate[:, None]
        voices += [Voice(f"t{theme}", f"int{a}-{n}") for a, n in np.argwhere(voiced).tolist()]
    return record(heard, voices)


def test_colleagues_who_talk_alike_are_no_segment_that_differs() -> None:
    made = [with_colleagues(seed, 40, 0.4) for seed in range(80)]
    found = [by_segment(one, smallest=5).values() for one in made]
    marked = sum(any(group.differs for shares in values for group in shares) for values in found)
    assert marked / 80 <= 0.06


def test_a_segment_whose_accounts_differ_is_found_though_colleagues_talk_alike() -> None:
    heard = [
        Heard(f"int{a}-{n}", f"who{a}-{n}", MONDAY, f"acc{a}", groups={"segment": "ab"[a % 2]})
        for a in range(24)
        for n in range(3)
    ]
    voices = [Voice("t", f"int{a}-{n}") for a in range(0, 24, 2) for n in range(3)]
    shares = by_segment(record(heard, voices), smallest=5)["t"]
    assert [group.differs for group in shares] == ["more", "less"]
    assert all(group.p is not None and 0.0001 < group.p < 0.01 for group in shares)


# --- revenue ---


def accounts(*rows: tuple[str | None, int | None, bool]) -> tuple[list[Heard], list[Voice]]:
    """(account, ARR in cents, whether it voices "a") for each respondent."""
    heard = [
        Heard(f"int{n}", f"who{n}", MONDAY, account=account, arr_cents=arr)
        for n, (account, arr, _) in enumerate(rows)
    ]
    return heard, [Voice("a", f"int{n}") for n, row in enumerate(rows) if row[2]]


def test_an_account_weighs_what_it_pays_however_many_of_its_people_speak() -> None:
    made = record(*accounts(("big", 900, True), ("big", 900, False), ("small", 100, True)))
    found = weighted(made, "a")
    assert found is not None
    assert found.value == pytest.approx((450 + 100) / 1_000)
    assert (found.arr_cents, found.of_cents, found.accounts, found.of) == (1_000, 1_000, 2, 2)
    assert found.low < found.value < found.high


def test_an_account_without_revenue_known_is_said_and_not_counted_as_nothing() -> None:
    made = record(
        *accounts(("big", 900, True), ("dark", None, False), ("free", 0, False), (None, None, True))
    )
    found = weighted(made, "a")
    assert found is not None
    assert (found.value, found.accounts, found.of) == (1.0, 1, 1)
    assert (found.unknown, found.loose) == (2, 1)


def test_without_any_revenue_known_there_is_no_weighted_share() -> None:
    assert weighted(record(*accounts(("dark", None, True))), "a") is None


def test_one_account_that_outweighs_the_others_widens_the_interval() -> None:
    even = record(*accounts(*[(f"acc{n}", 100, n < 5) for n in range(10)]))
    first = replace(even.heard[0], arr_cents=900)
    uneven = record([first, *even.heard[1:]], even.voices)
    narrow, wide = weighted(even, "a"), weighted(uneven, "a")
    assert narrow is not None and wide is not None  # noqa: PT018 - for the type checker
    assert wide.high - wide.low > narrow.high - narrow.low


# --- pairs ---


def test_themes_that_meet_more_often_than_by_chance_are_tied() -> None:
    made = study({"a": range(20), "b": range(18), "c": range(15, 35)}, 60)
    tied = [(pair.first, pair.second) for pair in pairs(made, smallest=5) if pair.is_tied]
    [first, *_] = pairs(made, smallest=5)
    assert tied == [("a", "b")]
    assert (first.together, first.expected, first.lift) == (18, 6.0, 3.0)


def test_a_pair_of_too_few_people_is_not_shown() -> None:
    made = study({"a": range(10), "b": range(6, 16)}, 40)
    assert pairs(made, smallest=5) == ()
    assert [pair.together for pair in pairs(made, smallest=4)] == [4]


def test_unrelated_themes_are_rarely_tied() -> None:
    chance = np.random.default_rng(7)
    tied = 0
    for _ in range(100):
        voiced = {f"t{n}": np.flatnonzero(chance.random(80) < 0.3).tolist() for n in range(8)}
        tied += any(pair.is_tied for pair in pairs(study(voiced, 80), smallest=5))
    assert tied / 100 <= 0.05
