"""The parts of a review about the product: use, support, adoption gaps, what we sent them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import groupby

from app.success.qbr.types import Line, Material, Months, PeerFeature, Source, Tally, TouchLine
from app.success.qbr.wording import channel, compared, count, counted, day, listed, mean, number, plain, total

USAGE = "usage.*"
_KINDS = {
    "usage.ui": "in the product's pages",
    "usage.api": "through the API",
    "usage.integration": "through integrations",
    "usage.batch": "in batch jobs",
}
_MANY = {"in_app": "messages in the product", "invitation": "invitations to an interview"}
LISTED = 3
"""Features, peers or messages named in one sentence."""
PEERS_USE = 0.5
"""A feature is a gap once this share of similar accounts makes use of it."""
SEATS_FULL = 0.85
"""From this share of seats taken on, more seats are the talk, and not empty ones."""


def usage(material: Material) -> list[Line]:
    now, before = material.tallies(USAGE), material.tallies(USAGE, before=True)
    if not now and not before:
        return [nothing(material, "No use of the product is on record for this time.")]
    lines = [
        _line(
            f"Your people took {number(total(now))} actions from {day(material.start)} to"
            f" {day(material.today)}, {compared(total(now), total(before))}.",
            now or before,
        )
    ]
    parts = [
        f"{number(total(list(kind)))} {_KINDS.get(name, plain(name))}"
        for name, kind in groupby(sorted(now, key=lambda one: one.name), key=lambda one: one.name)
    ]
    if len(parts) > 1:
        lines.append(_line(f"Of these, {listed(parts)}.", now))
    people, earlier = material.active
    if people or earlier:
        were = f"{counted(people, 'person was', 'people were')} active"
        lines.append(_line(f"{were}, {compared(people, earlier)}.", now or before))
    features = [one for one in now if one.label]
    if features:
        named = [f"{plain(one.label or '')} ({number(one.total)})" for one in features[:LISTED]]
        lines.append(_line(f"Most used: {listed(named)}.", features[:LISTED]))
    return lines + _by_month(material)


def _by_month(material: Material) -> list[Line]:
    """Use by calendar month; a day's average makes months that are not whole comparable with the others."""
    months = material.months
    if len(months) < 2:
        return []
    first, last = months[0], months[-1]
    rows = tuple(
        (_span(material, one), number(one.total), number(round(material.a_day(one)))) for one in months
    )
    return [
        Line(
            f"An average day had {number(round(material.a_day(first)))} actions in {first.month:%B} and"
            f" {number(round(material.a_day(last)))} in {last.month:%B}.",
            tuple(Source("fact", one.newest, f"use in {one.month:%B %Y}") for one in months),
            table=(("Month", "Actions", "A day"), *rows),
        )
    ]


def _span(material: Material, month: Months) -> str:
    """ "October 2026", or "1 to 22 November 2026" of a month that is only partly in the period."""
    first, last = material.days_of(month)
    whole = f"{month.month:%B %Y}"
    if first == month.month and (last + timedelta(days=1)).day == 1:
        return whole
    return f"{first.day} to {last.day} {whole}"


def support(material: Material) -> list[Line]:
    opened, earlier = material.tallies("support.opened"), material.tallies("support.opened", before=True)
    lines = []
    if opened or earlier:
        urgent = count([one for one in opened if one.label == "p1"])
        most = f" ({urgent} urgent)" if urgent else ""
        were = counted(count(opened), "ticket was", "tickets were")
        text = f"{were} opened{most}, {compared(count(opened), count(earlier))}."
        lines.append(_line(text, opened or earlier))
    ends = [
        (found, f"{counted(count(found), 'was', 'were')} {said}")
        for name, said in (
            ("support.solved", "solved"),
            ("support.reopened", "opened again"),
            ("support.escalated", "escalated"),
        )
        if (found := material.tallies(name))
    ]
    if ends:
        rests_on = tuple(_source(one) for found, _ in ends for one in found[:LISTED])
        lines.append(Line(f"In the same time {listed([told for _, told in ends])}.", rests_on))
    deflected = material.tallies("support.deflected")
    if deflected:
        questions = counted(count(deflected), "question was", "questions were")
        lines.append(_line(f"{questions} answered by self-service before becoming a ticket.", deflected))
    lines += _means(material)
    return lines or [nothing(material, "No ticket, CSAT or NPS is on record for this time.")]


def _means(material: Material) -> list[Line]:
    lines = []
    for name, of_one, of_many in (
        (
            "support.first_response_hours",
            "A first answer took {} hours, on the one ticket measured.",
            "A first answer took {} hours on average, over {} tickets.",
        ),
        ("csat", "The one CSAT answer was {} of 5.", "CSAT was {} of 5 on average, over {} answers."),
        (
            "nps",
            "Asked whether they would recommend us, the one who answered said {} of 10.",
            "Likelihood to recommend us (NPS) was {} of 10 on average, over {} answers.",
        ),
    ):
        found = material.tallies(name)
        if found:
            many = count(found)
            lines.append(_line((of_one if many == 1 else of_many).format(mean(found), many), found))
    return lines


def gaps(material: Material) -> list[Line]:
    """What similar accounts use and this one does not, what was given up, seats nobody sits in."""
    lines = [
        Line(
            f"Not in use: {plain(one.label)}, which {one.users} of {one.peers} similar companies use.",
            (Source("fact", one.newest, f"use of {plain(one.label)} among similar accounts"),),
        )
        for one in missing_features(material)[:LISTED]
    ]
    now = {one.label for one in material.tallies(USAGE)}
    lost = [one for one in material.tallies(USAGE, before=True) if one.label and one.label not in now]
    lines += [
        _line(
            f"Used {counted(round(one.total), 'time')} in the period before, and not since:"
            f" {plain(one.label or '')}.",
            [one],
        )
        for one in lost[:LISTED]
    ]
    seats = seats_of(material)
    if seats and seats[0].newest_value < seats[1].newest_value * SEATS_FULL:
        used, bought = seats
        free = number(bought.newest_value - used.newest_value)
        text = (
            f"{number(used.newest_value)} of {number(bought.newest_value)} seats are in use; {free} are free."
        )
        lines.append(_line(text, [used, bought]))
    return lines or [
        nothing(material, "As far as is on record, nothing that similar companies use is missing here.")
    ]


def missing_features(material: Material) -> list[PeerFeature]:
    """Features at least half of similar accounts use, and this one does not; the most common first."""
    own = {one.label for one in (*material.tallies(USAGE), *material.tallies("feature.activated"))}
    common = [one for one in material.peers if one.peers and one.users / one.peers >= PEERS_USE]
    return sorted((one for one in common if one.label not in own), key=lambda one: (-one.users, one.label))


def seats_of(material: Material) -> tuple[Tally, Tally] | None:
    """Seats in use and seats bought, as last heard, however long ago; None unless both are known."""
    known = {one.name: one for one in material.seats}
    used, bought = known.get("seats.used"), known.get("seats.bought")
    return (used, bought) if used and bought else None


def touchpoints(material: Material) -> list[Line]:
    """What we sent or offered, used and ignored."""
    lines = []
    messages = sorted(
        (one for one in material.touches if one.purpose != "reminder"),
        key=lambda one: (_kind(one), not one.is_used),
    )
    for (name, is_used), group in groupby(messages, key=lambda one: (_kind(one), one.is_used)):
        lines.append(_messages(name, list(group), is_used=is_used))
    searched = material.tallies("touch.article_searched")
    if searched:
        empty = count([one for one in searched if one.label == "unsolved"])
        many = counted(count(searched), "search", "searches")
        lines.append(_line(f"{many} of the knowledge base, {empty} without an answer.", searched))
    for name, said in (
        ("meeting.held", "Meetings held"),
        ("touch.article_viewed", "Articles read"),
        ("touch.community_posted", "Posts in the community"),
        ("touch.webinar", "Webinars"),
        ("touch.in_app_done", "Guides finished in the product"),
    ):
        seen = material.tallies(name)
        if seen:
            lines.append(happened(said, seen))
    return lines or [nothing(material, "No message of ours is on record for this time.")]


def _kind(one: TouchLine) -> str:
    return one.purpose if one.purpose == "invitation" else one.channel


def happened(said: str, tallies: Sequence[Tally]) -> Line:
    """ "Meetings held: 3 (check in 2, QBR 1)." """
    named = [f"{plain(one.label)} {one.count}" for one in tallies[:LISTED] if one.label]
    alone = plain(tallies[0].label or "") if len(tallies) == 1 else ", ".join(named)
    return _line(f"{said}: {count(tallies)}{f' ({alone})' if alone else ''}.", tallies)


def _messages(name: str, messages: Sequence[TouchLine], *, is_used: bool) -> Line:
    titles = list(dict.fromkeys(f"“{one.title}”" for one in messages if one.title))[:LISTED]
    named = f": {listed(titles)}" if titles else ""
    many = len(messages)
    what = counted(many, channel(name), _MANY.get(name))
    did = f"{'was' if many == 1 else 'were'} taken up" if is_used else "brought no response so far"
    rests_on = tuple(Source("touch", one.id, f"sent {day(one.at)}") for one in messages[:LISTED])
    return Line(f"{what} {did}{named}.", rests_on)


def nothing(material: Material, text: str) -> Line:
    """A sentence about what is not there, resting on the account's record."""
    return Line(text, (Source("account", material.account, f"the record of {material.name}"),))


def _line(text: str, tallies: Sequence[Tally]) -> Line:
    return Line(text, tuple(dict.fromkeys(_source(one) for one in tallies[:LISTED])))


def _source(one: Tally) -> Source:
    about = f" ({plain(one.label)})" if one.label else ""
    what = plain(one.name.replace(".", " "))
    return Source(
        "fact", one.newest, f"{what}{about}: {counted(one.count, 'entry', 'entries')}, the newest shown"
    )
