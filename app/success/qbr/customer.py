"""The parts of a review about the account: its trend, risks, room to grow, what they said, what is open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.success.qbr.product import SEATS_FULL, nothing, seats_of
from app.success.qbr.types import FiringLine, Line, Material, Outlook, Source
from app.success.qbr.wording import count, counted, day, listed, money, number, plain
from app.success.voices import FUTURE, WITHIN_FUTURE, Stance, Topic, Voice

LISTED = 6
LIKELY = 0.3
"""A prediction below this probability is not worth a sentence."""
_MOODS: Mapping[Stance, str] = {"positive": "content", "mixed": "in between", "negative": "not content"}
_GROWING = frozenset({"expansion", "renewal_intent", "advocacy"})


def contract(material: Material) -> list[Line]:
    term = material.term
    if term is None:
        return [nothing(material, "No contract is on record.", "contract")]
    renews = "renews by itself" if term.auto_renews else "is up for renewal"
    text = f"{money(term.arr_cents, term.currency)} a year; {renews} on {day(term.renews_on)}."
    return [Line(text, (Source("contract", term.id, f"contract until {day(term.renews_on)}"),))]


def trend(material: Material) -> list[Line]:
    lines = []
    for now in material.scores:
        if now.score is None:
            text = (
                f"The {plain(now.definition)} score is unknown: {now.coverage:.0%} of its factors have data."
            )
        else:
            why = f" {' '.join(_ended(one) for one in now.sentences[:3])}" if now.sentences else ""
            band = f", {plain(now.band)}" if now.band else ""
            text = f"The {plain(now.definition)} score is {now.score:.0f}{band}.{why}"
        lines.append(Line(text, (Source("score", now.id, f"{plain(now.definition)} score"),)))
    for move in material.moves[:LISTED]:
        if move.previous is None or move.score is None:
            continue
        went = "rose" if move.score > move.previous else "fell"
        why = f": {'; '.join(one.rstrip('.') for one in move.sentences[:3])}" if move.sentences else ""
        lines.append(
            Line(
                f"On {day(move.at)} the {plain(move.definition)} score {went} from {move.previous:.0f}"
                f" to {move.score:.0f}{why}.",
                (Source("score_change", move.id, f"change of {day(move.at)}"),),
            )
        )
    if len(material.months) > 1:
        told = [f"{number(one.total)} in {one.month:%B}" for one in material.months]
        months = tuple(Source("fact", one.newest, f"use in {one.month:%B %Y}") for one in material.months)
        lines.append(Line(f"Actions by month: {listed(told)}.", months))
    return lines or [nothing(material, "No score and no use is on record, so no trend shows.", "score")]


def risks(material: Material) -> list[Line]:
    lines = [_firing(one) for one in material.firings if one.is_open]
    lines += [
        _firing(one) for one in material.firings if not one.is_open and one.reason_code != "false_positive"
    ][:LISTED]
    lines += _likely(material.outlooks, "churn", "leave")
    return lines or [nothing(material, "Nothing fired and nothing points to a loss.", "risk")]


def expansion(material: Material) -> list[Line]:
    lines = _likely(material.outlooks, "expansion", "grow")
    seats = seats_of(material)
    if seats and seats[0].newest_value >= seats[1].newest_value * SEATS_FULL:
        used, bought = seats
        lines.append(
            Line(
                f"{number(used.newest_value)} of {number(bought.newest_value)} seats are taken.",
                (Source("fact", used.newest, "seats in use"), Source("fact", bought.newest, "seats bought")),
            )
        )
    for name, said in (
        ("request.use_case", "They asked for something new to do with the product"),
        ("request.product_qualified", "What they do in the product shows that they need more of it"),
    ):
        found = material.tallies(name)
        if found:
            named = [plain(one.label) for one in found[:3] if one.label]
            text = f"{said}{': ' + listed(named) if named else ''} ({counted(count(found), 'time')})."
            lines.append(Line(text, tuple(Source("fact", one.newest, plain(one.name)) for one in found[:3])))
    for topic in material.view.topics:
        if topic.kind == "intent" and topic.topic in _GROWING:
            lines += [_spoken(material, topic, voice) for voice in topic.voices[:2]]
    return [line for line in lines if line.sources] or [
        nothing(material, "Nothing points to more business yet.", "expansion")
    ]


def said(material: Material) -> list[Line]:
    """What they differ on first; a topic's line for each person, with role, date and words."""
    view = material.view
    if not view.heard:
        return [nothing(material, "Nobody of theirs was interviewed.", "interview")]
    chosen = [*view.disagreements, *(one for one in view.topics if one.agreement != "differ")]
    lines = [
        _spoken(material, topic, voice)
        for topic in [one for one in chosen if _is_told(one)][:LISTED]
        for voice in _both_sides(topic)
    ]
    mood = next((topic for topic in view.topics if topic.kind == "sentiment"), None)
    lines = ([_mood(material, mood)] if mood else []) + lines
    return [line for line in lines if line.sources] or [
        nothing(material, "What they said is not bound to any words.", "interview")
    ]


def open_work(material: Material) -> list[Line]:
    lines = []
    for one in material.due:
        late = one.due_on is not None and one.due_on < material.today
        due = f", {'overdue since' if late else 'due'} {day(one.due_on)}" if one.due_on else ""
        about = f": {one.about.rstrip('.')}" if one.about else ""
        what = "Plan" if one.kind == "plan" else "Milestone"
        lines.append(Line(f"{what} “{one.name}”{about}{due}.", (Source(one.kind, one.id, what.lower()),)))
    return lines or [nothing(material, "No plan and no milestone is open.", "plan")]


def _firing(one: FiringLine) -> Line:
    told = _ended(one.sentence) if one.sentence else ""
    why = f" Why: {_ended(one.why)}" if one.why else ""
    state = "open" if one.is_open else f"closed as {plain(one.reason_code or 'unknown')}"
    text = " ".join(filter(None, (f"{one.title} ({day(one.fired_at)}, {state}).", told))) + why
    return Line(text, (Source("firing", one.id, f"fired {day(one.fired_at)}"),))


def _likely(outlooks: Sequence[Outlook], kind: str, does: str) -> list[Line]:
    """The prediction over the longest time that says something."""
    found = sorted(
        (one for one in outlooks if one.kind == kind and one.probability >= LIKELY), key=lambda one: -one.days
    )
    return [
        Line(
            f"{one.probability:.0%} likely to {does} within {one.days} days"
            f"{': ' + '; '.join(reason.rstrip('.') for reason in one.reasons[:3]) if one.reasons else ''}.",
            (Source("prediction", one.id, f"prediction over {one.days} days"),),
        )
        for one in found[:1]
    ]


def _is_told(topic: Topic) -> bool:
    """Whether a topic is no mood, and is not told elsewhere in the review."""
    return topic.kind != "sentiment" and topic.topic not in _GROWING | WITHIN_FUTURE


def _both_sides(topic: Topic) -> list[Voice]:
    """Where they differ, somebody of either side; else the newest two."""
    if topic.agreement != "differ":
        return list(topic.voices[:2])
    return [topic.on("positive")[0], topic.on("negative")[0]]


def _mood(material: Material, topic: Topic) -> Line:
    """How many feel which way, resting on something each of them said."""
    sides = [f"{len(topic.on(stance))} {word}" for stance, word in _MOODS.items() if topic.on(stance)]
    said = [voice.said for one in (topic, *material.view.topics) for voice in one.voices]
    first = {one.person: one.words[0].statement for one in reversed(said) if one.words}
    sources = tuple(_statement(material, statement) for statement in dict.fromkeys(first.values()))
    return Line(f"{counted(material.view.heard, 'person', 'people')} heard: {listed(sides)}.", sources)


def _spoken(material: Material, topic: Topic, voice: Voice) -> Line:
    """Who spoke of what and when; the words themselves stand beside it."""
    one = voice.said
    who = f"{one.name} ({one.role})" if one.role else one.name
    title = "staying or leaving" if topic.topic == FUTURE else one.title
    sides = f", where they differ ({voice.stance})" if topic.agreement == "differ" else ""
    turned = f", {voice.before} before" if voice.has_turned else ""
    words = one.words[0] if one.words else None
    return Line(
        f"{who} on {title}{sides}{turned}, {day(one.at)}.",
        (_statement(material, words.statement),) if words else (),
        quote=words.text if words else None,
        who=who,
    )


def _statement(material: Material, statement: str) -> Source:
    return Source("statement", statement, "their words", material.spots.get(statement))


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "!", "?")) else f"{sentence}."
