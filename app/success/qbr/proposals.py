"""What a review proposes to the customer, and what we prepare for it: each rests on its source."""

from __future__ import annotations

from datetime import timedelta

from app.success.qbr.product import SEATS_FULL, missing_features, nothing, seats_of
from app.success.qbr.spoken import statement
from app.success.qbr.types import Line, Material, Source, Tally
from app.success.qbr.wording import count, counted, day, listed, mean, number, plain, total
from app.success.voices import FUTURE, Topic

RENEWAL_DAYS = 120
MOST = 6
FELL = 0.85
"""Use fell once an average day of the last month has less than this share of the month before."""
LEAST_DAYS = 7
"""A month of which fewer days are in the period is not compared."""
LOW_CSAT = 3.0
LISTED = 3


def proposals(material: Material) -> list[Line]:
    """The most pressing first: what is late, what went wrong, what they lack, what comes up. Nothing of it
    comes from what anybody said to us alone."""
    if material.churned_on is not None:
        return [nothing(material, "Nothing is proposed to an account that left.")]
    found = [
        *_late(material),
        *_urgent(material),
        *_fall(material),
        *_renewal(material),
        *_asked(material),
        *_sessions(material),
        *_answers(material),
        *_goals(material),
    ]
    return found[:MOST] or [nothing(material, "Keep going: nothing on record asks for a change.")]


def preparation(material: Material) -> list[Line]:
    """What we do ourselves before the meeting: whom to speak to, and of what."""
    found = [_together(topic, material) for topic in _differing(material)][:2]
    if material.view.heard < 2:
        who = "Ask a second person of theirs" if material.view.heard else "Ask at least two of their people"
        found.append(nothing(material, f"{who} how it goes: figures alone do not say why."))
    found += [
        Line(
            f"Know where “{one.title}” stands: it has been open since {day(one.fired_at)}.",
            (Source("firing", one.id, f"fired {day(one.fired_at)}"),),
        )
        for one in material.firings
        if one.is_open
    ][:LISTED]
    return found or [nothing(material, "Nothing is open that has to be known before the meeting.")]


def _differing(material: Material) -> list[Topic]:
    return [topic for topic in material.view.disagreements if topic.kind != "sentiment"]


def _together(topic: Topic, material: Material) -> Line:
    content, critical = topic.on("positive")[0].said, topic.on("negative")[0].said
    about = "staying or leaving" if topic.topic == FUTURE else f"“{plain(topic.title)}”"
    return Line(
        f"Speak with {content.name} and {critical.name} one by one about {about}: they see it differently.",
        tuple(
            statement(material, words.statement, one.name)
            for one in (content, critical)
            for words in one.words[:1]
        )
        or nothing(material, "").sources,
    )


def _late(material: Material) -> list[Line]:
    late = [one for one in material.due if one.due_on is not None and one.due_on < material.today]
    return [
        Line(
            f"Agree on a new date for “{one.name}”, and on who does what until then.",
            (Source(one.kind, one.id, f"overdue since {day(one.due_on)}" if one.due_on else "overdue"),),
        )
        for one in late[:2]
    ]


def _urgent(material: Material) -> list[Line]:
    urgent = [one for one in material.tallies("support.opened") if one.label == "p1"]
    urgent += material.tallies("support.escalated")
    answers = material.tallies("csat")
    low = answers if answers and total(answers) / count(answers) < LOW_CSAT else []
    lines = []
    if urgent:
        text = "Go through the urgent tickets together: what was done, and what keeps them from coming back."
        lines.append(Line(text, _facts(urgent)))
    if low:
        text = f"Hear what lay behind the low marks for support: CSAT was {mean(low)} of 5."
        lines.append(Line(text, _facts(low)))
    return lines


def _fall(material: Material) -> list[Line]:
    months = [one for one in material.months if material.length(one) >= LEAST_DAYS][-2:]
    if len(months) < 2 or material.a_day(months[1]) >= FELL * material.a_day(months[0]):
        return []
    before, last = ((number(round(material.a_day(one))), f"{one.month:%B}") for one in months)
    return [
        Line(
            f"Find out together why use fell: {last[0]} actions on an average day in {last[1]}, after"
            f" {before[0]} in {before[1]}.",
            tuple(Source("fact", one.newest, f"use in {one.month:%B %Y}") for one in months),
        )
    ]


def _renewal(material: Material) -> list[Line]:
    term = material.term
    if term is None or not material.today <= term.renews_on <= material.today + timedelta(days=RENEWAL_DAYS):
        return []
    source = Source("contract", term.id, f"renewal on {day(term.renews_on)}")
    left = counted((term.renews_on - material.today).days, "day")
    return [Line(f"Begin to talk about the renewal on {day(term.renews_on)}, {left} from now.", (source,))]


def _asked(material: Material) -> list[Line]:
    asked = [one for one in material.tallies("request.use_case") if one.label]
    return [
        Line(f"Work out what it takes for {plain(one.label or '')}: you asked for it.", _facts([one]))
        for one in asked[:2]
    ]


def _sessions(material: Material) -> list[Line]:
    missing = missing_features(material)[:LISTED]
    lines = []
    if missing:
        names = listed([plain(one.label) for one in missing])
        sources = tuple(
            Source("fact", one.newest, f"use of {plain(one.label)} by similar accounts") for one in missing
        )
        lines.append(Line(f"Hold a session on {names} with the people whose work it would ease.", sources))
    seats = seats_of(material)
    if seats and seats[0].newest_value >= seats[1].newest_value * SEATS_FULL:
        used, bought = (number(one.newest_value) for one in seats)
        taken = f"all {bought} are" if used == bought else f"{used} of {bought} are"
        lines.append(Line(f"Plan for more seats: {taken} taken.", _facts(list(seats))))
    return lines


def _answers(material: Material) -> list[Line]:
    empty = [one for one in material.tallies("touch.article_searched") if one.label == "unsolved"]
    if not count(empty):
        return []
    source = Source("fact", empty[0].newest, "searches without an answer")
    many = counted(count(empty), "search", "searches")
    return [Line(f"Write the articles that {many} of the knowledge base did not find.", (source,))]


def _goals(material: Material) -> list[Line]:
    if material.due:
        return []
    return [nothing(material, "Agree on the goals of the coming months and write them down as a plan.")]


def _facts(tallies: list[Tally]) -> tuple[Source, ...]:
    return tuple(Source("fact", one.newest, plain(one.name.replace(".", " "))) for one in tallies[:LISTED])
