"""The built-in interviewer's words: a short receipt in the respondent's own, then one question."""

from __future__ import annotations

import re
from dataclasses import dataclass

from interviewer.checks import asks
from interviewer.checks.against import stems
from interviewer.languages import lexicon
from interviewer.mirror import judgement_in, quote_from, shifted_clause, topic_in
from interviewer.model import Brief
from interviewer.moves import Move
from interviewer.phrases import Phrases, phrase_languages, phrases
from interviewer.summary import summary_lines
from interviewer.text import joined, sentences, words

# An answer this short is not acknowledged at length: it would sound like a form letter.
_SHORT_ANSWER = 8
# A follow-up to so few words goes without saying them back: that would be most of what was said.
_FEW_WORDS = 4

# Which gap of a phrase each manner of handing words back fills.
_SLOTS = {"shift": "clause", "quote": "quote", "topic": "topic"}

_RECEIPTS = {"skip", "refusal", "dont_know", "already_said", "abuse", "off_topic", "instruction"}


@dataclass(frozen=True, slots=True)
class Worded:
    """A turn's words: what comes before the question, and the question (None when the turn closes)."""

    before: str
    question: str | None

    @property
    def text(self) -> str:
        return (
            "\n".join(part for part in (self.before, self.question) if part)
            if "\n" in self.before
            else joined(part for part in (self.before, self.question) if part)
        )


def worded(brief: Brief, move: Move) -> Worded:
    """The words for `move`. Deterministic: the same brief gives the same words."""
    if brief.lacks_language and move.name in {"ask", "probe", "rephrase"}:
        return Worded(lacks_language(brief), _worded(brief, move).question)
    return _worded(brief, move)


def lacks_language(brief: Brief) -> str:
    """That we cannot ask in theirs, said in theirs where we have the words, and what we can ask in."""
    own = phrases(brief.speaks if brief.speaks in phrase_languages() else brief.language)
    offered = [code for code in brief.guide.languages if code in phrase_languages()]
    named = (phrases(code).lists["language.name"][0] for code in offered)
    return own.pick("answer.lacks_language", brief.setting.seed, languages=", ".join(named))


def _worded(brief: Brief, move: Move) -> Worded:
    said = _Saying(brief, move)
    if not move.asks:
        return Worded(joined((said.last_receipt(), said.phrase(f"closing.{move.name}"))), None)
    if move.name == "open":
        return Worded(said.opening(), said.guide_question())
    if move.name == "summary":
        lines = summary_lines(brief.guide, brief.memory, brief.reading, brief.language)
        listed = [said.phrase("closing.summary_line", quote=line) for line in lines]
        begin = " ".join(part for part in (said.owed_receipt(), said.phrase("closing.summary")) if part)
        return Worded("\n".join([begin, *listed]), said.phrase("closing.summary_ask"))
    if move.name == "anything_else":
        return Worded(said.receipt(), said.phrase("closing.anything_else"))
    if move.name == "rephrase":
        return Worded(said.receipt(), said.in_other_words())
    if move.name == "probe":
        return said.probe()
    return Worded(joined((said.receipt(), said.bridge())), said.guide_question())


class _Saying:
    """One turn's words, with everything they depend on at hand."""

    def __init__(self, brief: Brief, move: Move) -> None:
        self.brief = brief
        self.move = move
        self.phrases: Phrases = phrases(brief.language)
        self.lists = lexicon(brief.language)
        self.seed = brief.setting.seed * 31 + brief.memory.turns_used
        self.text = brief.reading.text
        # What they wrote in another language than ours is not said back among our words.
        self.quotable = self.text if brief.speaks == brief.language else ""

    def phrase(self, key: str, **more: str) -> str:
        setting = self.brief.setting
        name = setting.first_name or ""
        values = {
            "sponsor": setting.sponsor,
            "product": setting.product or setting.sponsor,
            "first_name": name,
            "comma_name": f", {name}" if name else "",
            "minutes": str(self.brief.guide.minutes),
            "wait": self._wait(),
        }
        chosen = self.phrases.pick(key, self.seed, self.brief.memory.said, **values, **more)
        opened = re.match(r"[“„«]\s?(\w)", chosen)
        if opened is None:
            return chosen
        return chosen[: opened.end() - 1] + opened[1].upper() + chosen[opened.end() :]

    def _wait(self) -> str:
        """How long a person may take to answer, in words."""
        minutes = self.brief.setting.wait_minutes
        if minutes is None:
            return self.phrases.lists["wait.unknown"][0]
        hours = round(minutes / 60)
        unit, count = ("minutes", minutes) if minutes < 100 else ("hours", hours)
        if hours >= 12:
            return self.phrases.lists["wait.day"][0]
        return self.phrases.lists[f"wait.{unit}"][0].replace("{count}", str(count))

    def opening(self) -> str:
        hello = "opening.hello" if self.brief.setting.first_name else "opening.hello_unnamed"
        reason = self.phrase(f"reason.{self.brief.guide.moment}")
        return joined(
            (
                self.phrase(hello),
                self.phrase("opening.purpose", reason=reason),
                self.phrase("opening.freedom"),
            )
        )

    def guide_question(self) -> str:
        question = self.brief.guide.question(self.move.question or "")
        asked = question.ask.say(self.brief.language) if question else self.phrase("rephrase.again")
        return self.brief.setting.fill(asked)

    def receipt(self) -> str:
        """A short word on what was just said: in their words where that is safe, plain where it is not."""
        reading = self.brief.reading
        if self.brief.memory.is_given_back:
            return self.phrase("receipt.resumed")
        offer = self.offer()
        if offer:
            return offer
        aside = next((cue for cue in reading.cues if cue.startswith("ask_")), None)
        if aside and self._waits_for_an_answer():
            return self.phrase(f"answer.{aside}")
        if "declines_part" in reading.cues:
            return self.phrase("receipt.refusal")
        if reading.kind in _RECEIPTS:
            return self.phrase(f"receipt.{reading.kind}")
        if reading.kind == "nothing_more":
            return self.phrase("receipt.turned_down")
        if self.brief.memory.last_move == "summary":
            quote = self._words_back("quote")
            return (
                self.phrase("receipt.corrected", quote=quote) if quote else self.phrase("receipt.correction")
            )
        return self._mirrored()

    def _sympathy(self) -> str:
        """A human word on a death, an illness or a lost job, before anything else is asked."""
        return self.phrase("receipt.loss") if "loss" in self.brief.reading.cues else ""

    def _waits_for_an_answer(self) -> bool:
        """Whether a question to us is where they stopped, rather than one they went on to answer."""
        last = (sentences(self.text) or [""])[-1]
        return self.brief.reading.kind == "asks_back" or asks(last)

    def offer(self) -> str:
        """That they may stop or have a person, once, where they may have meant to ask for it."""
        offered = self.phrase("receipt.offer") if "offer" in self.brief.reading.cues else ""
        return offered if offered not in " ".join(self.brief.memory.said) else ""

    def owed_receipt(self) -> str:
        """A word on what was said where it was no answer: a summary follows no apology unasked."""
        return "" if self.brief.reading.kind in {"substantive", "vague"} else self.receipt()

    def last_receipt(self) -> str:
        """What was added at the very end is not passed over on the way out."""
        told = self.move.name == "farewell" and self.brief.reading.kind in {"substantive", "vague"}
        return self.receipt() if told and self.text else ""

    def _mirrored(self) -> str:
        """A receipt; a few words are not handed back at length, it would sound like a form letter."""
        if not self.text:
            return ""
        if said := self.offer() or self._sympathy():
            return said
        if len(words(self.text)) <= _SHORT_ANSWER:
            return self.phrase("receipt.plain")
        return self._in_their_words("receipt") or self.phrase("receipt.plain")

    def _in_their_words(self, group: str) -> str:
        """A receipt or a lead with words of the answer in it, each turn in another manner than the last;
        empty when the answer holds nothing fit to be said back."""
        first = (self.brief.memory.turns_used + self.brief.setting.seed) % 2
        return self._words_in(group, ("shift", "quote", "topic") if first else ("topic", "quote", "shift"))

    def _words_in(self, group: str, manners: tuple[str, ...]) -> str:
        for manner in manners:
            words_back = self._words_back(manner)
            if words_back and f"{group}.{manner}" in self.phrases.lists:
                return self.phrase(f"{group}.{manner}", **{_SLOTS[manner]: words_back})
        return ""

    def _words_back(self, manner: str) -> str | None:
        said = self.brief.memory.said
        found = (
            shifted_clause(self.quotable, self.lists)
            if manner == "shift"
            else (quote_from if manner == "quote" else topic_in)(self.quotable, self.lists, said)
        )
        return None if found and self._was_declined(found) else found

    def _was_declined(self, words_back: str) -> bool:
        """Whether words speak of what they asked us to leave alone, even where they brought it up again."""
        declined = stems(" ".join(self.brief.memory.refusals), self.lists)
        return bool(declined & stems(words_back, self.lists))

    def bridge(self) -> str:
        """A word that the topic changes, where we had lingered on the last one; after a skip, a refusal or a
        few words the receipt has said so."""
        moves_on = (
            self.brief.reading.kind in {"substantive", "vague"} and len(words(self.text)) > _SHORT_ANSWER
        )
        return self.phrase("bridge.topic") if moves_on and self.brief.memory.probes else ""

    def in_other_words(self) -> str:
        """The question just asked, in words not used yet: a probe of the guide's own, else a turn back."""
        return self._guide_probe() or self.phrase("rephrase.again")

    def _guide_probe(self) -> str | None:
        entry = self.brief.guide.listen_for().get(self.move.about or "")
        return self.brief.setting.fill(entry.ask.say(self.brief.language)) if entry and entry.ask else None

    def probe(self) -> Worded:
        """A lead in their words and the probe; a judging word is asked about by name."""
        kind = self.move.probe
        if kind == "detail":
            return Worded(self._mirrored(), self._guide_probe() or self.phrase("probe.example"))
        if kind == "clarify":
            return self._clarify()
        return Worded(self._lead(), self.phrase(f"probe.{kind}{self._mood()}"))

    def _mood(self) -> str:
        """A wish is followed up as a wish: nothing has happened yet that could be asked about."""
        wished = "wish" in self.brief.reading.cues and f"probe.{self.move.probe}_wish" in self.phrases.lists
        return "_wish" if wished else ""

    def _clarify(self) -> Worded:
        if "depends" in self.brief.reading.cues:
            return Worded(self.phrase("lead.plain"), self.phrase("probe.clarify_depends"))
        word = judgement_in(self.quotable, self.lists)
        if word and not self._mood():
            return Worded(self.offer(), self.phrase("probe.clarify_word", word=word))
        return Worded(self._lead(), self.phrase(f"probe.clarify{self._mood()}"))

    def _lead(self) -> str:
        """Begins a probe, with the respondent's own words where it can."""
        said = self.offer() or self._sympathy()
        if said or len(words(self.text)) <= _FEW_WORDS:
            return said
        return self._in_their_words("lead") or self.phrase("lead.plain")
