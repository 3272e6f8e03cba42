"""Policy in TOML: what is wrong is told with file, line, field and what would mend it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.success.catalog import catalogue, fresh_days, silence
from app.success.catalog import read as read_catalogue
from app.success.conditions import Reading, condition_from, reading_from, segments
from app.success.conditions.fields import DERIVED_FROM, KINDS
from app.success.conditions.thresholds import read_overrides
from app.success.toml_files import DEEPEST, LONGEST_TEXT, Problems, tables

USAGE = 'fact = "usage.ui", measure = "sum", window_days = 7'


def told(text: str) -> list[str]:
    """What is said about the condition `when` of a text."""
    top = tables(text, "drop.toml")
    condition_from(top.table("when").values, top.place.at("when"))
    with pytest.raises(Problems) as refused:
        top.settle()
    return [str(problem) for problem in refused.value.problems]


@pytest.mark.parametrize(
    ("when", "sentence"),
    [
        ('{ field = "segmnt", is = "x" }', "when.field: is not a field we know. Did you mean `segment`?"),
        ('{ fact = "usage.uii", above = 1 }', "when.fact: is not a fact we know. Did you mean `usage.ui`?"),
        ('{ fact = "usages.*", above = 1 }', "when.fact: is not a fact we know. Did you mean `usage.*`?"),
        ("{ above = 1 }", "when: must name exactly one of field, fact, score."),
        ('{ field = "tier", fact = "nps", is = "x" }', "when: must name exactly one of field, fact, score."),
        (f"{{ {USAGE}, abov = 1 }}", "when.abov: is not a known field. Did you mean `above`?"),
        (f"{{ {USAGE}, above = 1, below = 2 }}", "when: compares twice; put two tests into one `all`."),
        (f"{{ {USAGE} }}", "when: compares with nothing."),
        (f'{{ {USAGE}, above = "many" }}', "when.above: must be a number."),
        (f"{{ {USAGE}, above = nan }}", "when.above: must be a number between -1e15 and 1e15."),
        (f"{{ {USAGE}, above = [1] }}", "when.above: must be one value"),
        (f"{{ {USAGE}, one_of = 1 }}", "when.one_of: must be a list of values"),
        (f"{{ {USAGE}, known = false }}", "when.known: must be true. For the opposite write `unknown`."),
        ('{ field = "segment", above = 3 }', "when.above: compares by size"),
        ('{ field = "renewal_on", below = "2026-01-01" }', "when.below: must be a date without quotes"),
        ('{ field = "segment", measure = "sum", is = "x" }', "when.measure: belongs to facts"),
        ('{ field = "segment", measure = "days_until", above = 1 }', "when.measure: counts days"),
        ('{ field = "segment", window_days = 3, is = "x" }', "when.window_days: belongs to facts"),
        ('{ score = "risk", measure = "mean", below = 1 }', "when.measure: belongs to facts"),
        ('{ fact = "nps", measure = "change", below = 1 }', "when: A change needs `window_days`"),
        ('{ fact = "said.intent", measure = "share", above = 0.2 }', "when: A share needs `label`"),
        ('{ fact = "nps", measure = "avg", below = 1 }', "when.measure: must be one of latest, count, sum"),
        ('{ fact = "nps", window_days = 9000, below = 1 }', "when.window_days: must be from"),
        ('{ fact = "nps", half_life_days = 9, below = 1 }', "when.half_life_days: belongs to the measures"),
        (
            '{ fact = "meeting.booked", measure = "days_until", window_days = 7, below = 1 }',
            "when.window_days: has no meaning for days_until",
        ),
        ("{ all = [] }", "when.all: must be a list of conditions"),
        ("{ any = [3] }", "when.any[1]: must be a condition in { }."),
        ("{ not = 3 }", "when.not: must be a table in { }."),
        ('{ not = { field = "tier", known = true }, all = [] }', "when: holds `all` beside something else."),
        ("{ for_segment = {} }", "when.for_segment: names no segment."),
        ("{ for_segment = { large = 3 } }", "when.for_segment.large: must be a condition"),
        ("{ segment = 3 }", "when.segment: must be the name of a segment"),
        ('{ field = "tier", is = "\\u0000" }', "when.is: holds a character that cannot be stored"),
    ],
)
def test_a_wrong_condition_is_told_with_its_place_and_what_would_mend_it(when: str, sentence: str) -> None:
    said = told(f"# a comment\n\nwhen = {when}\n")
    assert any(one.startswith(f"drop.toml, line 3: {sentence}") for one in said), said


def test_every_fault_is_told_at_its_own_line() -> None:
    said = told(
        '[when]\nall = [\n  { field = "tiers", is = "x" },\n  # between\n  { not = { any = [\n'
        '    { fact = "nps", below = 7 },\n    { fact = "nps", belo = 7 },\n  ] } },\n]\n'
    )
    assert [one.split(": ")[:2] for one in said] == [
        ["drop.toml, line 3", "when.all[1].field"],
        ["drop.toml, line 7", "when.all[2].not.any[2].belo"],
        ["drop.toml, line 7", "when.all[2].not.any[2]"],
    ]


def test_conditions_may_not_stand_too_deep_within_each_other() -> None:
    deep = '{ field = "tier", known = true }'
    for _ in range(9):
        deep = f"{{ not = {deep} }}"
    assert "8 deep" in told(f"when = {deep}")[0]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a = 1\nb = = 2\n", "x.toml, line 2: This is not valid TOML."),
        ("a = 1\na = 2", "x.toml, line 2: This is not valid TOML."),
        ("a = [1,", "x.toml, line 1: This is not valid TOML."),
        ("a = " + "[" * 30 + "]" * 30, f"x.toml: may be nested {DEEPEST} levels deep"),
        ("a = " + "[" * 5000 + "]" * 5000, "x.toml: This is not valid TOML."),
        ("#" * (LONGEST_TEXT + 1), "x.toml: may have 100,000 characters"),
    ],
)
def test_what_is_no_toml_is_refused_in_one_sentence(text: str, problem: str) -> None:
    with pytest.raises(Problems) as refused:
        tables(text, "x.toml")
    assert str(refused.value).startswith(problem)
    assert "\n" not in str(refused.value)


SCALARS = st.integers(-5, 5) | st.booleans() | st.sampled_from(('"a # b"', "'}'", '"""x\n]"""', "2026-01-01"))
NAMES = st.sampled_from(("a", "b-c", "d_1", '"e f"'))


def written(value: Any) -> str:
    if isinstance(value, list):
        return "[\n " + ",\n # note ]\n ".join(map(written, value)) + "]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{name} = {written(one)}" for name, one in value.items()) + " }"
    return str(value).lower() if isinstance(value, bool) else str(value)


@given(
    st.lists(
        st.tuples(
            NAMES,
            st.recursive(
                SCALARS,
                lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
                max_leaves=6,
            ),
        ),
        max_size=6,
        unique_by=lambda pair: pair[0],
    )
)
def test_every_value_is_found_in_the_line_that_holds_it(pairs: list[tuple[str, Any]]) -> None:
    lines: list[str] = []
    starts = {}
    for number, (name, value) in enumerate(pairs):
        lines += [f"[[steps]] # {number}", ""]
        starts[number] = len(lines) + 1
        lines += f"{name} = {written(value)}".split("\n")
    top = tables("\n".join(lines), "x.toml")
    for number, table in enumerate(top.list_of_tables("steps", needed=False)):
        name = pairs[number][0].strip('"')
        assert table.place.at(name).line == starts[number]
        assert table.place.line == starts[number] - 2


def test_fields_are_taken_by_kind_and_wrong_ones_are_told() -> None:
    top = tables(
        'title = " "\nhours = "2"\non = 1\nwho = ["a", 2]\nkind = "stp"\nday = "x"\nmany = 2.5\n', "x.toml"
    )
    top.text("title")
    top.number("hours")
    top.flag("on")
    top.texts("who")
    top.choice("kind", ("step", "linear"))
    top.day("day")
    top.whole("many", least=0, most=9)
    top.table("sla")
    top.identifier("name")
    top.only("title")
    with pytest.raises(Problems) as refused:
        top.settle()
    said = [str(problem) for problem in refused.value.problems]
    assert "x.toml, line 1: title: must not be empty." in said
    assert "x.toml, line 2: hours: must be a number." in said
    assert "x.toml, line 3: on: must be true or false." in said
    assert "x.toml, line 5: kind: must be one of step, linear. Did you mean `step`?" in said
    assert "x.toml, line 1: sla: is missing; it must be a table." in said
    assert "x.toml, line 1: name: is missing; it must be a text in quotes." in said
    assert len([one for one in said if "is not a known field" in one]) == 6


def test_what_was_written_is_not_repeated_in_a_problem() -> None:
    assert not any("hunter2" in one for one in told('when = { field = "hunter2", is = "x" }'))


def test_a_reading_may_stand_beside_other_fields() -> None:
    top = tables('weight = 3\nreading = { fact = "nps", label = "q1", window_days = 90 }', "x.toml")
    reading = reading_from(top.table("reading").values, top.place.at("reading"))
    top.settle()
    assert reading == Reading(fact="nps", labels=("q1",), window_days=90.0)


@pytest.mark.parametrize("name", segments.shipped())
def test_every_shipped_segment_reads_and_is_named_after_its_file(name: str) -> None:
    assert segments.read(segments.shipped()[name], f"{name}.toml").name == name


@pytest.mark.parametrize("when", ['{ segment = "new" }', '{ field = "arr_cents", above = "$large" }'])
def test_a_segment_asks_neither_for_segments_nor_for_thresholds(when: str) -> None:
    with pytest.raises(Problems, match="may not"):
        segments.read(f'name = "x"\ntitle = "X"\nabout = "X."\nwhen = {when}', "x.toml")


def test_the_catalogue_says_what_silence_means() -> None:
    assert silence("support.opened") == silence("touch.*") == "nothing"
    assert silence("usage.*") == silence("custom.anything") == "unknown"
    assert fresh_days("usage.*") == 14
    assert fresh_days("handoff") is None
    assert {kind.silence for kind in catalogue().values()} == {"nothing", "unknown"}


def test_a_wrong_catalogue_is_refused() -> None:
    with pytest.raises(Problems, match="silence"):
        read_catalogue('[x]\nabout = "X."\ngroup = "x"\nsilence = "maybe"', "facts.toml")


def test_what_is_counted_from_a_field_is_counted_from_one_we_know() -> None:
    assert set(DERIVED_FROM) <= set(KINDS)
    assert {KINDS[name] for name in DERIVED_FROM.values()} == {"date"}


def test_a_workspaces_own_thresholds_are_numbers_by_trigger() -> None:
    assert read_overrides("[usage-drop]\ndrop = -40", "x.toml") == {"usage-drop": {"drop": -40.0}}
    with pytest.raises(Problems, match="must be a number"):
        read_overrides('[usage-drop]\ndrop = "low"', "x.toml")
