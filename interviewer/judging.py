"""What a turn's words are judged against, gathered from what is known in the moment."""

from __future__ import annotations

from interviewer.checks import Against, secrets_of, values_of
from interviewer.guide import Question
from interviewer.model import Brief
from interviewer.moves import Move


def against(brief: Brief, move: Move) -> Against:
    """Everything the checks need to judge the words of `move`."""
    guide, setting, memory = brief.guide, brief.setting, brief.memory
    current = guide.question(move.question or "")
    others = [question for question in guide.questions if question is not current]
    names = (setting.sponsor, setting.product, setting.first_name or "")
    abouts = [entry.about.say(brief.language) for entry in guide.listen_for().values()]
    return Against(
        language=brief.language,
        said=memory.said,
        heard="\n".join(turn.text for turn in brief.turns if turn.speaker != "interviewer"),
        secrets=secrets_of({}, [*(question.objective for question in guide.questions), *abouts]),
        context=values_of(setting.context),
        closes=not move.asks,
        has_choices=bool(current and current.choices and move.name == "ask"),
        public=(*names, *(text for question in guide.questions for text in _asks(question, brief))),
        topic=(*_asks(current, brief), *_abouts(current, brief)) if current else (),
        asks_topic=move.name == "ask",
        elsewhere=[_ask(question, brief) for question in others if question.id not in memory.asked],
        dropped=[text for one in others if one.id in memory.dropped for text in _asks(one, brief)],
        avoid=guide.avoid,
    )


def _ask(question: Question, brief: Brief) -> str:
    return brief.setting.fill(question.ask.say(brief.language))


def _asks(question: Question, brief: Brief) -> list[str]:
    """Its opening words and those of its probes."""
    probes = [entry.ask.say(brief.language) for entry in question.listen_for if entry.ask]
    return [_ask(question, brief), *(brief.setting.fill(probe) for probe in probes)]


def _abouts(question: Question, brief: Brief) -> list[str]:
    return [entry.about.say(brief.language) for entry in question.listen_for]
