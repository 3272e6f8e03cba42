"""What a review proposes: each proposal follows from a sentence's source, and names nothing else."""

from __future__ import annotations

from datetime import timedelta

from app.success.qbr.product import missing_features, nothing, seats_of
from app.success.qbr.types import Line, Material, Source
from app.success.qbr.wording import count, day, listed, plain
from app.success.voices import Topic

RENEWAL_DAYS = 120
MOST = 6


def proposals(material: Material) -> list[Line]:
    """The most pressing first: what is late, what they differ on, what they lack, what comes up."""
    found = [
        *_late(material),
        *_differing(material),
        *_urgent(material),
        *_sessions(material),
        *_answers(material),
        *_renewal(material),
        *_listening(material),
    ]
    return found[:MOST] or [nothing(material, "Keep going: nothing on record asks for a change.", "open")]


def _late(material: Material) -> list[Line]:
    late = [one for one in material.due if one.due_on is not None and one.due_on < material.today]
    return [
        Line(
            f"Agree on a new date for “{one.name}”, and on who does what until then.",
            (Source(one.kind, one.id, f"overdue since {day(one.due_on)}" if one.due_on else "overdue"),),
        )
        for one in late[:2]
    ]


def _differing(material: Material) -> list[Line]:
    return [_together(topic, material) for topic in material.view.disagreements if topic.kind != "sentiment"][
        :2
    ]


def _together(topic: Topic, material: Material) -> Line:
    content, not_content = topic.on("positive")[0].said, topic.on("negative")[0].said
    both = f"{content.name} and {not_content.name}"
    return Line(
        f"Bring {both} together on {plain(topic.title)}: they see it differently.",
        tuple(
            Source("statement", words.statement, one.name, material.spots.get(words.statement))
            for one in (content, not_content)
            for words in one.words[:1]
        )
        or nothing(material, "", "statement").sources,
    )


def _urgent(material: Material) -> list[Line]:
    urgent = [one for one in material.tallies("support.opened") if one.label == "p1"]
    urgent += material.tallies("support.escalated")
    if not urgent:
        return []
    sources = tuple(Source("fact", one.newest, plain(one.name)) for one in urgent[:3])
    return [
        Line("Show what was done about the urgent tickets, and what keeps them from coming back.", sources)
    ]


def _sessions(material: Material) -> list[Line]:
    missing = missing_features(material)[:3]
    lines = []
    if missing:
        names = listed([plain(one.label) for one in missing])
        sources = tuple(
            Source("fact", one.newest, f"use of {plain(one.label)} by similar accounts") for one in missing
        )
        lines.append(Line(f"Offer a session on {names} with the people whose work it would ease.", sources))
    seats = seats_of(material)
    if seats and seats[0].newest_value >= seats[1].newest_value:
        text = "Talk about more seats: all are taken."
        lines.append(Line(text, tuple(Source("fact", one.newest, plain(one.name)) for one in seats)))
    return lines


def _answers(material: Material) -> list[Line]:
    empty = [one for one in material.tallies("touch.article_searched") if one.label == "unsolved"]
    if not count(empty):
        return []
    source = Source("fact", empty[0].newest, "searches without an answer")
    return [Line("Write down the answers their searches did not find.", (source,))]


def _renewal(material: Material) -> list[Line]:
    term = material.term
    if term is None or not material.today <= term.renews_on <= material.today + timedelta(days=RENEWAL_DAYS):
        return []
    source = Source("contract", term.id, f"renewal on {day(term.renews_on)}")
    return [Line(f"Open the talk about renewal on {day(term.renews_on)}.", (source,))]


def _listening(material: Material) -> list[Line]:
    if material.view.heard > 1:
        return []
    who = "Ask at least two of their people" if not material.view.heard else "Ask a second person of theirs"
    return [nothing(material, f"{who} how it goes: figures alone do not say why.", "further interview")]
