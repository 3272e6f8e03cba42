"""An interview in five lines, each resting on statements: extracted here, never invented."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from analysis.types import Sentiment, Statement, SummaryLine, Tag

LINES: Final = 5
_QUOTE_CHARS: Final = 180
# Signals a CSM must see first, most urgent first.
_URGENT: Final = ("churn", "escalation", "renewal_risk", "champion_change", "competitor")
_HOPEFUL: Final = ("expansion", "renewal_intent", "advocacy")


def summarise(
    statements: Sequence[Statement],
    sentiments: Sequence[Sentiment | None],
    overall: Sentiment | None,
    tags: Sequence[Tag],
) -> tuple[SummaryLine, ...]:
    """Up to five lines: feeling, urgent signal, what hurts, what works, what they ask for or talk about."""
    if not statements:
        return ()
    lines = [_feeling(sentiments, overall)]
    used: set[int] = set()
    lines += [
        _signal(statements, tags, _URGENT, used),
        _strongest("What hurts", statements, sentiments, -1, used),
        _strongest("What works", statements, sentiments, +1, used),
        _signal(statements, tags, ("feature_request", "support_need", *_HOPEFUL), used),
        *_topics(statements, tags, used),
    ]
    return tuple(line for line in lines if line is not None)[:LINES]


def _feeling(sentiments: Sequence[Sentiment | None], overall: Sentiment | None) -> SummaryLine | None:
    known = [(i, s) for i, s in enumerate(sentiments) if s is not None]
    if overall is None or not known:
        return None
    good = [i for i, s in known if s.label == "positive"]
    bad = [i for i, s in known if s.label == "negative"]
    label = "mixed" if good and bad and abs(overall.value) < 0.3 else overall.label
    text = (
        f"Overall {label}: {len(good)} positive and {len(bad)} negative of {_count(len(known), 'statement')}."
    )
    return SummaryLine(text, tuple(sorted(good + bad)) or tuple(i for i, _ in known))


def _signal(
    statements: Sequence[Statement], tags: Sequence[Tag], names: Sequence[str], used: set[int]
) -> SummaryLine | None:
    for name in names:
        for tag in tags:
            fresh = [i for i in tag.evidence if i not in used]
            if tag.kind == "intent" and tag.name == name and fresh:
                used.add(fresh[0])
                return _line(name.replace("_", " ").capitalize(), statements, fresh[0])
    return None


def _strongest(
    title: str,
    statements: Sequence[Statement],
    sentiments: Sequence[Sentiment | None],
    sign: int,
    used: set[int],
) -> SummaryLine | None:
    ranked = sorted(
        (-s.value * sign * s.confidence, i)
        for i, s in enumerate(sentiments)
        if s is not None and i not in used and s.value * sign > 0 and s.label != "neutral"
    )
    if not ranked:
        return None
    index = ranked[0][1]
    used.add(index)
    return _line(title, statements, index)


def _topics(statements: Sequence[Statement], tags: Sequence[Tag], used: set[int]) -> list[SummaryLine | None]:
    themes = sorted((t for t in tags if t.kind == "theme"), key=lambda t: (-len(t.evidence), -t.confidence))
    lines: list[SummaryLine | None] = []
    for tag in themes:
        fresh = [i for i in tag.evidence if i not in used]
        if fresh:
            used.add(fresh[0])
            lines.append(_line(tag.name, statements, fresh[0]))
    rest = [i for i in range(len(statements)) if i not in used]
    rest.sort(key=lambda i: -len(statements[i].text))
    return lines + [_line("Also said", statements, i) for i in rest]


def _line(title: str, statements: Sequence[Statement], index: int) -> SummaryLine:
    text = " ".join(statements[index].text.split())
    if len(text) > _QUOTE_CHARS:
        text = text[:_QUOTE_CHARS].rsplit(" ", 1)[0] + " …"
    return SummaryLine(f"{title}: “{text}”", (index,))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
