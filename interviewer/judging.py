"""What a turn's words are judged against, gathered from what is known in the moment."""

from __future__ import annotations

from interviewer.checks import Against, secrets_of, sentence_faults, values_of
from interviewer.guide import Question
from interviewer.model import Brief
from interviewer.moves import Move
from interviewer.phrases import phrases
from interviewer.text import sentences
from interviewer.wording import Worded

# Our phrases are fixed and tested; what of the respondent's stands in them is not.
_OURS_ANYWAY = {"invented_story", "invented_name", "wrong_language"}


def against(brief: Brief, move: Move, language: str) -> Against:
    """Everything the checks need to judge the words of `move`, said in `language`. Where the guide is in
    another, its questions cannot be looked for among them."""
    carried = language == brief.language
    guide, setting, memory = brief.guide, brief.setting, brief.memory
    current = guide.question(move.question or "")
    others = [question for question in guide.questions if question is not current]
    names = (setting.sponsor, setting.product, setting.first_name or "")
    abouts = [entry.about.say(brief.language) for entry in guide.listen_for().values()]
    return Against(
        language=language,
        said=memory.said,
        heard="\n".join(turn.text for turn in brief.turns if turn.speaker != "interviewer"),
        secrets=secrets_of({}, [*(question.objective for question in guide.questions), *abouts]),
        context=values_of(setting.context),
        closes=not move.asks,
        has_choices=bool(current and current.choices and move.name == "ask"),
        public=(*names, *(text for question in guide.questions for text in _asks(question, brief))),
        topic=(*_asks(current, brief), *_abouts(current, brief)) if current and carried else (),
        asks_topic=move.name == "ask" and carried,
        elsewhere=[_ask(question, brief) for question in others if question.id not in memory.asked],
        dropped=[text for one in others if one.id in memory.dropped for text in _asks(one, brief)],
        avoid=guide.avoid,
    )


def decent(ours: Worded, brief: Brief, move: Move) -> tuple[Worded, list[str]]:
    """Our own words and the rules they broke; a receipt that breaks one gives way to a plain word."""
    if move.name not in {"ask", "probe", "rephrase"}:
        return ours, []
    judged = against(brief, move, brief.language)
    broken = [fault for sentence in sentences(ours.before) for fault in sentence_faults(sentence, judged)]
    faults = [fault for fault in broken if fault not in _OURS_ANYWAY]
    if not faults:
        return ours, []
    plainly = phrases(brief.language).pick("receipt.plain", brief.setting.seed, brief.memory.said)
    return Worded(plainly, ours.question), faults


def _ask(question: Question, brief: Brief) -> str:
    return brief.setting.fill(question.ask.say(brief.language))


def _asks(question: Question, brief: Brief) -> list[str]:
    """Its opening words and those of its probes."""
    probes = [entry.ask.say(brief.language) for entry in question.listen_for if entry.ask]
    return [_ask(question, brief), *(brief.setting.fill(probe) for probe in probes)]


def _abouts(question: Question, brief: Brief) -> list[str]:
    return [entry.about.say(brief.language) for entry in question.listen_for]
