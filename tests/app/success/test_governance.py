"""Who may be written to, and when: one rule after another, and together over any schedule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.success.governance import (
    Allowed,
    Blackout,
    Cap,
    Channel,
    Held,
    PastTouch,
    Purpose,
    QuietHours,
    Refused,
    Rules,
    Verdict,
    may_touch,
    read,
    shipped,
    zone_of,
)
from app.success.toml_files import Problems

NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)  # a Wednesday


@dataclass(frozen=True)
class Somebody:
    email: str | None = "mara@bramble.example"
    time_zone: str | None = None
    opted_out_at: datetime | None = None
    left_at: datetime | None = None


@dataclass(frozen=True)
class Somewhere:
    time_zone: str | None = None
    renewal_on: date | None = None
    no_contact_until: date | None = None


NIGHTS = Rules((), quiet=QuietHours(time(18), time(8), weekends=True))


def ask(
    rules: Rules,
    now: datetime = NOW,
    *,
    history: Sequence[PastTouch] = (),
    contact: Somebody | None = Somebody(),
    account: Somewhere = Somewhere(),
    purpose: Purpose = "message",
    channel: Channel = "email",
    by_hand: bool = False,
    since: datetime | None = None,
) -> Verdict:
    return may_touch(
        rules, history, contact, account, purpose, now, channel=channel, by_hand=by_hand, since=since
    )


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "zone", "until"),
    [
        ("2026-11-25T09:30", "UTC", None),
        ("2026-11-25T18:00", "UTC", "2026-11-26T08:00"),
        ("2026-11-25T03:00", "UTC", "2026-11-25T08:00"),
        ("2026-11-27T20:00", "UTC", "2026-11-30T08:00"),  # Friday evening: Monday
        ("2026-11-28T12:00", "UTC", "2026-11-30T08:00"),
        ("2026-11-25T09:30", "America/Los_Angeles", "2026-11-25T16:00"),
        ("2026-11-29T23:30", "Pacific/Auckland", None),  # Monday noon over there
        ("2026-03-27T20:00", "Europe/Berlin", "2026-03-30T06:00"),  # the clocks go forward meanwhile
        ("2026-11-25T09:30", "Nowhere/At_All", None),
    ],
)
def test_mail_waits_for_working_hours_where_the_person_is(now: str, zone: str, until: str | None) -> None:
    found = ask(NIGHTS, utc(now), contact=Somebody(time_zone=zone))
    assert (found.until if isinstance(found, Held) else None) == (utc(until) if until else None)


def test_a_persons_zone_comes_before_their_accounts_and_that_before_the_workspaces() -> None:
    assert zone_of("Asia/Tokyo", "Europe/Paris", "UTC").key == "Asia/Tokyo"
    assert zone_of(None, "Europe/Paris", "UTC").key == "Europe/Paris"
    assert zone_of("", "../etc/passwd", "America/Lima").key == "America/Lima"
    assert zone_of("no such", None, "nor this").key == "UTC"


def test_quiet_hours_that_do_not_cross_midnight_hold_between_them() -> None:
    noon = Rules((), quiet=QuietHours(time(12), time(13), weekends=False))
    assert ask(noon, utc("2026-11-28T12:30")) == Held(
        utc("2026-11-28T13:00"), "It is outside their working hours."
    )
    assert ask(noon, utc("2026-11-28T13:00")) == Allowed()


def test_the_first_thing_in_the_way_is_named_and_the_wait_is_for_all_of_them() -> None:
    account = Somewhere(no_contact_until=date(2026, 11, 28))  # a Saturday
    found = ask(NIGHTS, account=account)
    assert isinstance(found, Held)
    assert found.until == utc("2026-11-30T08:00")
    assert found.why.startswith("The account’s CSM asked")


def test_what_would_wait_too_long_is_refused_and_says_for_how_long() -> None:
    account = Somewhere(no_contact_until=date(2027, 3, 1))
    found = ask(replace(NIGHTS, longest_wait_days=14), account=account)
    assert isinstance(found, Refused)
    assert found.why.endswith("It would wait for more than 14 days.")


def test_the_wait_is_counted_from_when_it_was_asked_for() -> None:
    account = Somewhere(no_contact_until=date(2026, 12, 5))
    assert isinstance(ask(NIGHTS, account=account), Held)
    assert isinstance(ask(NIGHTS, account=account, since=NOW - timedelta(days=10)), Refused)


@pytest.mark.parametrize("far", [date.max, date.min])
def test_days_beyond_all_calendars_do_no_harm(far: date) -> None:
    rules = Rules((), blackout=Blackout(365, 365))
    found = ask(rules, account=Somewhere(renewal_on=far, no_contact_until=far))
    assert isinstance(found, Refused if far == date.max else Allowed)


def test_a_colleague_who_writes_by_hand_passes_the_veto_and_the_renewal_and_nothing_else() -> None:
    rules = Rules((Cap("contact", 1, 7),), blackout=Blackout(14, 3))
    account = Somewhere(renewal_on=date(2026, 12, 1), no_contact_until=date(2026, 11, 30))
    assert isinstance(ask(rules, account=account), Held)
    assert ask(rules, account=account, by_hand=True) == Allowed()
    yesterday = [PastTouch(NOW - timedelta(days=1), "message", is_theirs=True)]
    assert isinstance(ask(rules, account=account, by_hand=True, history=yesterday), Held)
    assert isinstance(ask(rules, contact=Somebody(opted_out_at=NOW), by_hand=True), Refused)


def test_invitations_have_a_cap_of_their_own_beside_the_common_one() -> None:
    rules = Rules((Cap("contact", 5, 7), Cap("contact", 1, 45, "invitation")), longest_wait_days=30)
    history = [PastTouch(NOW - timedelta(days=30), "invitation", is_theirs=True)]
    assert ask(rules, history=history) == Allowed()
    assert ask(rules, history=history, purpose="invitation") == Held(
        NOW + timedelta(days=15), "This person had 1 invitation in 45 days, which is the most."
    )


# --- over any schedule ---

MOMENTS = st.integers(0, 60 * 24 * 40).map(lambda minutes: NOW + timedelta(minutes=minutes))
REQUESTS = st.lists(
    st.tuples(
        MOMENTS,
        st.sampled_from(["ana", "bo", "cy"]),
        st.sampled_from(["message", "invitation", "reminder"]),
        st.sampled_from(["email", "in_app", "file"]),
        st.booleans(),
    ),
    max_size=60,
)
CAPS = st.lists(
    st.builds(
        Cap,
        st.sampled_from(["contact", "account"]),
        st.integers(1, 4),
        st.floats(0.01, 30),
        st.sampled_from([None, "message", "invitation", "reminder"]),
    ),
    min_size=1,
    max_size=5,
).map(tuple)
RULES = st.builds(
    Rules,
    CAPS,
    quiet=st.none() | st.builds(QuietHours, st.times(), st.times(), st.booleans()),
    blackout=st.none() | st.builds(Blackout, st.integers(0, 30), st.integers(0, 30)),
    zone=st.sampled_from(["UTC", "Asia/Kathmandu", "America/St_Johns", "Europe/Lisbon"]),
    longest_wait_days=st.floats(0, 60),
)
ACCOUNTS = st.builds(
    Somewhere,
    st.none() | st.sampled_from(["Europe/Berlin", "Pacific/Apia"]),
    st.none() | st.dates(date(2026, 11, 1), date(2027, 2, 1)),
    st.none() | st.dates(date(2026, 11, 1), date(2027, 2, 1)),
)


@given(rules=RULES, account=ACCOUNTS, requests=REQUESTS)
def test_nobody_gets_more_than_any_cap_whatever_is_asked_for(
    rules: Rules, account: Somewhere, requests: list[tuple[datetime, str, Purpose, Channel, bool]]
) -> None:
    """Held ones come back when they are due, as the sweep does, among all the others."""
    waiting = sorted(requests, key=lambda one: one[0])
    sent: list[tuple[datetime, str, Purpose]] = []
    for _ in range(1_000):
        if not waiting:
            break
        at, person, purpose, channel, by_hand = waiting.pop(0)
        history = [PastTouch(then, what, who == person) for then, who, what in sent]
        found = ask(
            rules, at, history=history, account=account, purpose=purpose, channel=channel, by_hand=by_hand
        )
        if isinstance(found, Allowed):
            sent.append((at, person, purpose))
        elif isinstance(found, Held) and found.until < NOW + timedelta(days=60):
            waiting = sorted(
                [*waiting, (found.until, person, purpose, channel, by_hand)], key=lambda one: one[0]
            )
    for cap in rules.caps:
        for person in ("ana", "bo", "cy"):
            times = [
                at
                for at, who, what in sent
                if cap.purpose in (None, what) and (cap.per == "account" or who == person)
            ]
            for begin in times:
                inside = [at for at in times if begin <= at < begin + timedelta(days=cap.days)]
                assert len(inside) <= cap.most


@given(rules=RULES, account=ACCOUNTS, now=MOMENTS, past=st.lists(MOMENTS, max_size=8))
def test_when_the_wait_is_over_nothing_stands_in_the_way(
    rules: Rules, account: Somewhere, now: datetime, past: list[datetime]
) -> None:
    history = [PastTouch(at, "message", is_theirs=True) for at in past if at <= now]
    found = ask(rules, now, account=account, history=history)
    if isinstance(found, Held):
        assert found.until > now
        assert ask(rules, found.until, account=account, history=history) == Allowed()


# --- as text ---


def test_the_shipped_rules_count_everything_per_person_and_per_account() -> None:
    rules = read(shipped()["contact"], "contact.toml")
    assert {cap.per for cap in rules.caps if cap.purpose is None} == {"contact", "account"}
    assert [cap.per for cap in rules.caps if cap.purpose == "invitation"] == ["contact", "account"]
    assert rules.quiet == QuietHours(time(18), time(8), weekends=True)
    assert rules.window_days == 45
    assert not rules.count_opens


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("longest_wait_day = 3", "contact.toml, line 1: longest_wait_day: is not a known field."),
        ('time_zone = "Mars/Olympus"', "contact.toml, line 1: time_zone: is no time zone we know"),
        ('[quiet]\nbegins = "25:00"\nends = "08:00"', "line 2: quiet.begins: must be a time of day"),
        ('[quiet]\nbegins = "18:00"', "quiet.ends: is missing"),
        (
            '[[caps]]\nper = "person"\nmost = 2\ndays = 7',
            "line 2: caps[1].per: must be one of contact, account",
        ),
        ('[[caps]]\nper = "contact"\nmost = 0\ndays = 7', "line 3: caps[1].most: must be from 1"),
        ('[[caps]]\nper = "contact"\nmost = 1\ndays = 7', "caps: needs one cap per account"),
        ("[blackout]\ndays_before = -1", "line 2: blackout.days_before"),
        ("caps = 3", "caps"),
        ("quiet = [", "This is not valid TOML."),
    ],
)
def test_rules_that_cannot_be_read_name_the_place(text: str, told: str) -> None:
    with pytest.raises(Problems) as refused:
        read(text, "contact.toml")
    assert told in str(refused.value)
