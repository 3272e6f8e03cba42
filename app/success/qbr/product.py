"""The parts of a review about the product: use, support, adoption gaps, what we sent them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from app.success.qbr.types import Line, Material, PeerFeature, Source, Tally, TouchLine
from app.success.qbr.wording import channel, compared, count, counted, day, listed, number, plain, total

USAGE = "usage.*"
_KINDS = {
    "usage.ui": "in the product's pages",
    "usage.api": "through the API",
    "usage.integration": "through integrations",
    "usage.batch": "in batch jobs",
}
LISTED = 3
"""Features, peers or messages named in one sentence."""
PEERS_USE = 0.5
"""A feature is a gap once this share of similar accounts makes use of it."""
SEATS_FULL = 0.9


def usage(material: Material) -> list[Line]:
    now, before = material.tallies(USAGE), material.tallies(USAGE, before=True)
    if not now and not before:
        return [nothing(material, "No use of the product is on record for this time.", "usage")]
    lines = [
        _line(
            f"{number(total(now))} actions from {day(material.start)} to {day(material.today)},"
            f" {compared(total(now), total(before))}.",
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
        lines.append(
            _line(
                f"{counted(people, 'person', 'people')} active, {compared(people, earlier)}.", now or before
            )
        )
    features = [one for one in now if one.label]
    if features:
        named = [f"{plain(one.label or '')} ({number(one.total)})" for one in features[:LISTED]]
        lines.append(_line(f"Most used: {listed(named)}.", features[:LISTED]))
    return lines


def support(material: Material) -> list[Line]:
    opened, earlier = material.tallies("support.opened"), material.tallies("support.opened", before=True)
    lines = []
    if opened or earlier:
        urgent = count([one for one in opened if one.label == "p1"])
        most = f", {counted(urgent, 'of them', 'of them')} of the highest priority" if urgent else ""
        text = f"{counted(count(opened), 'ticket')} opened{most}, {compared(count(opened), count(earlier))}."
        lines.append(_line(text, opened or earlier))
    for name, said in (
        ("support.reopened", "opened again"),
        ("support.escalated", "escalated"),
        ("support.solved", "solved"),
        ("support.deflected", "answered by self-service before they became tickets"),
    ):
        found = material.tallies(name)
        if found:
            lines.append(_line(f"{counted(count(found), 'ticket')} {said}.", found))
    lines += _means(material)
    return lines or [nothing(material, "No ticket, CSAT or NPS is on record for this time.", "support")]


def _means(material: Material) -> list[Line]:
    lines = []
    for name, said, of in (
        ("support.first_response_hours", "First answers took {} hours on average, over {}.", "ticket"),
        ("csat", "CSAT was {} of 5 on average, over {}.", "answer"),
        ("nps", "Likelihood to recommend was {} of 10 on average, over {}.", "answer"),
    ):
        found = material.tallies(name)
        if found:
            mean = f"{total(found) / count(found):.1f}"
            lines.append(_line(said.format(mean, counted(count(found), of)), found))
    return lines


def gaps(material: Material) -> list[Line]:
    """What similar accounts use and this one does not, what was given up, seats nobody sits in."""
    lines = [
        Line(
            f"Nobody here used {plain(one.label)}, which {one.users} of {one.peers} similar accounts use.",
            (Source("fact", one.newest, f"use of {plain(one.label)} among similar accounts"),),
        )
        for one in missing_features(material)[:LISTED]
    ]
    now = {one.label for one in material.tallies(USAGE)}
    lost = [one for one in material.tallies(USAGE, before=True) if one.label and one.label not in now]
    lines += [
        _line(
            f"Used {number(one.total)} times before, and not since: {plain(one.label or '')}.",
            [one],
        )
        for one in lost[:LISTED]
    ]
    seats = seats_of(material)
    if seats and seats[0].newest_value < seats[1].newest_value * SEATS_FULL:
        used, bought = seats
        text = f"{number(used.newest_value)} of {number(bought.newest_value)} seats are in use."
        lines.append(_line(text, [used, bought]))
    return lines or [nothing(material, "No gap shows in what is on record.", "adoption")]


def missing_features(material: Material) -> list[PeerFeature]:
    """Features at least half of similar accounts use, and this one does not; the most common first."""
    own = {one.label for one in (*material.tallies(USAGE), *material.tallies("feature.activated"))}
    common = [one for one in material.peers if one.peers and one.users / one.peers >= PEERS_USE]
    return sorted((one for one in common if one.label not in own), key=lambda one: (-one.users, one.label))


def seats_of(material: Material) -> tuple[Tally, Tally] | None:
    """Seats in use and seats bought, as last heard; None unless both are known."""
    used = material.tallies("seats.used") or material.tallies("seats.used", before=True)
    bought = material.tallies("seats.bought") or material.tallies("seats.bought", before=True)
    return (used[0], bought[0]) if used and bought else None


def touchpoints(material: Material) -> list[Line]:
    """What we sent or offered, used and ignored."""
    lines = []
    messages = sorted(
        (one for one in material.touches if one.purpose != "reminder"),
        key=lambda one: (one.channel, not one.is_used),
    )
    for (name, is_used), group in groupby(messages, key=lambda one: (one.channel, one.is_used)):
        lines.append(_messages(name, list(group), is_used=is_used))
    searched = material.tallies("touch.article_searched")
    if searched:
        empty = count([one for one in searched if one.label == "unsolved"])
        many = counted(count(searched), "search", "searches")
        lines.append(_line(f"{many} of the knowledge base, {empty} without an answer.", searched))
    for name, said in (
        ("touch.article_viewed", "Articles read"),
        ("touch.community_posted", "Posts in the community"),
        ("touch.webinar", "Webinars"),
        ("touch.in_app_done", "Guides finished in the product"),
    ):
        seen = material.tallies(name)
        if seen:
            named = [f"{plain(one.label)} ({one.count})" for one in seen[:LISTED] if one.label]
            lines.append(
                _line(f"{said}: {count(seen)}{', ' + listed(named) if named else ''}.", seen[:LISTED])
            )
    return lines or [nothing(material, "We sent nothing and offered nothing in this time.", "touchpoints")]


def _messages(name: str, messages: Sequence[TouchLine], *, is_used: bool) -> Line:
    titles = list(dict.fromkeys(f"“{one.title}”" for one in messages if one.title))[:LISTED]
    named = f": {listed(titles)}" if titles else ""
    what = counted(
        len(messages), channel(name), f"{channel(name)}s" if name == "email" else "messages in the product"
    )
    text = f"{what} {'followed' if is_used else 'ignored'}{named}."
    return Line(text, tuple(Source("touch", one.id, f"sent {day(one.at)}") for one in messages[:LISTED]))


def nothing(material: Material, text: str, about: str) -> Line:
    """A sentence about what is not there, resting on the account's record."""
    return Line(text, (Source("account", material.account, f"no {about} facts on its record in this time"),))


def _line(text: str, tallies: Sequence[Tally]) -> Line:
    return Line(text, tuple(dict.fromkeys(_source(one) for one in tallies[:LISTED])))


def _source(one: Tally) -> Source:
    about = f" of {plain(one.label)}" if one.label else ""
    return Source("fact", one.newest, f"{counted(one.count, 'fact')} {one.name}{about}, the newest of them")
