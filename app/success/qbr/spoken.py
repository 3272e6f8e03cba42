"""What people said, as it reads in a review: who leans which way, and their words once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from app.success.qbr.product import nothing
from app.success.qbr.types import Line, Material, Source
from app.success.qbr.wording import counted, day, listed
from app.success.voices import FUTURE, WITHIN_FUTURE, Stance, Topic, Voice, Words

LISTED = 6
SURE = 0.75
"""An intent we are less sure of is not told of anybody."""
GROWING = frozenset({"expansion", "advocacy"})
"""Intents that are told where room to grow is told."""
_MOODS: Mapping[Stance, str] = {"positive": "content", "mixed": "neutral", "negative": "unhappy"}
_FUTURE: Mapping[Stance, str] = {
    "positive": "sounds like staying",
    "mixed": "sounds undecided about staying",
    "negative": "sounds like leaving",
}
_OPINIONS: Mapping[Stance, str] = {
    "positive": "sounds content with",
    "mixed": "is of two minds about",
    "negative": "sounds critical of",
}
_INTENTS = {
    "advocacy": "seems to recommend us",
    "champion_change": "seems to speak of a change among their people",
    "competitor": "seems to speak of a competitor",
    "escalation": "seems to want somebody above to deal with it",
    "expansion": "seems to wish for more",
    "feature_request": "seems to ask for what the product lacks",
    "pricing": "seems to speak of the price",
    "problem": "seems to report a problem",
}
"""Tags are read from words and may be wrong, so a sentence says how somebody sounds, beside their words."""
_ASKS = ("problem", "feature_request")
_TOO_THIN = frozenset({"praise", "support_need"})
"""Intents that say too little without the conversation around them."""


def said(material: Material) -> list[Line]:
    """What they differ on first; a topic's line for each person, with role, date and words. Nobody's words
    stand there twice."""
    view = material.view
    if not view.heard:
        return [nothing(material, "None of their people was interviewed.")]
    mood = next((topic for topic in view.topics if topic.kind == "sentiment"), None)
    lines = [_mood(material, mood)] if mood else []
    used: set[str] = set()
    topics = 0
    for topic in sorted((one for one in view.topics if _is_told(one)), key=_pressing):
        told = _of_topic(material, topic, used)
        lines += told
        topics += bool(told)
        if topics == LISTED:
            break
    return [line for line in lines if line.sources] or [
        nothing(material, "What they said is not bound to any words.")
    ]


def growing(material: Material) -> list[Line]:
    """Who wants more or recommends us; words told under `said` are not told again."""
    used = {source.id for line in said(material) if line.quote for source in line.sources}
    lines = []
    for topic in material.view.topics:
        if topic.kind == "intent" and topic.topic in GROWING:
            for voice in topic.voices[:2]:
                line = spoken(material, topic, voice, used)
                lines.append(line or replace(_line(material, topic, voice, voice.said.words[:1]), quote=None))
    return [line for line in lines if line.sources]


def spoken(material: Material, topic: Topic, voice: Voice, used: set[str]) -> Line | None:
    """Who leans which way, with their first words that were not told yet; None where all of them were."""
    fresh = [one for one in voice.said.words if one.statement not in used][:1]
    used.update(one.statement for one in fresh)
    return _line(material, topic, voice, fresh) if fresh else None


def statement(material: Material, name: str, who: str) -> Source:
    return Source("statement", name, f"words of {who}", material.spots.get(name))


def _of_topic(material: Material, topic: Topic, used: set[str]) -> list[Line]:
    """Where they differ, somebody of either side; else two people who say something clear."""
    if topic.agreement == "differ":
        sides = [topic.on("positive")[0], topic.on("negative")[0]]
        return [
            spoken(material, topic, voice, used) or _line(material, topic, voice, voice.said.words[:1])
            for voice in sides
        ]
    clear = [voice for voice in topic.voices if _is_clear(topic, voice)]
    found = (spoken(material, topic, voice, used) for voice in clear[:2])
    return [line for line in found if line]


def _is_clear(topic: Topic, voice: Voice) -> bool:
    """Whether an opinion takes a side, or an intent is one we are sure of."""
    if topic.topic == FUTURE:
        return True
    return voice.said.value >= SURE if topic.kind == "intent" else voice.stance != "mixed"


def _line(material: Material, topic: Topic, voice: Voice, words: Collection[Words]) -> Line:
    one = voice.said
    about = f"{one.role}, {day(one.at)}" if one.role else day(one.at)
    otherwise = "; others see it differently" if topic.agreement == "differ" else ""
    turned = ", unlike before" if voice.has_turned else ""
    first = next(iter(words), None)
    return Line(
        f"{one.name} ({about}) {_does(topic, voice)}{turned}{otherwise}.",
        (statement(material, first.statement, one.name),) if first else (),
        quote=first.text if first else None,
        who=f"{one.name} ({one.role})" if one.role else one.name,
    )


def _does(topic: Topic, voice: Voice) -> str:
    if topic.topic == FUTURE and topic.kind == "intent":
        return _FUTURE[voice.stance]
    if topic.kind == "intent":
        return _INTENTS.get(topic.topic, f"speaks of {voice.said.title}")
    return f"{_OPINIONS[voice.stance]} “{voice.said.title}”"


def _is_told(topic: Topic) -> bool:
    """Whether a topic is no mood, is not told elsewhere in the review, and says enough by itself."""
    return topic.kind != "sentiment" and topic.topic not in GROWING | WITHIN_FUTURE | _TOO_THIN


def _is_shared(topic: Topic) -> bool:
    return len(topic.voices) > 1 or not topic.silent


def _pressing(topic: Topic) -> tuple[bool, bool, bool, bool, int, float, str]:
    """What they differ on, whether they stay, what they ask for, and then what most take a side on."""
    sides = sum(voice.stance != "mixed" for voice in topic.voices)
    return (
        topic.agreement != "differ",
        topic.topic != FUTURE,
        not _is_shared(topic),
        topic.topic not in _ASKS,
        -sides,
        -abs(topic.value),
        topic.topic,
    )


def _mood(material: Material, topic: Topic) -> Line:
    """How many feel which way, resting on something each of them said."""
    heard = material.view.heard
    sides = [(len(topic.on(stance)), word) for stance, word in _MOODS.items() if topic.on(stance)]
    if len(sides) == 1:
        whole = "The one person heard is" if heard == 1 else f"All {heard} people heard are"
        text = f"{whole} {sides[0][1]} on the whole."
    else:
        told = listed([f"{many} {'is' if many == 1 else 'are'} {word}" for many, word in sides])
        text = f"Of {counted(heard, 'person', 'people')} heard, {told} on the whole."
    by_person = [voice.said for one in (topic, *material.view.topics) for voice in one.voices]
    first = {one.person: one for one in reversed(by_person) if one.words}
    sources = {one.words[0].statement: one.name for one in first.values()}
    return Line(text, tuple(statement(material, name, who) for name, who in sources.items()))
