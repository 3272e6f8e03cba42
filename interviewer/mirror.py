"""The respondent's own words, handed back: a short quote, or a clause turned from `we` to `you`."""

from __future__ import annotations

import re
from collections.abc import Collection

from interviewer.clauses import bare, clauses, holds_verb, joins, noun_end, without_tail
from interviewer.languages import Lexicon
from interviewer.shifting import is_sure, shifted
from interviewer.text import plain, same_words, words
from interviewer.unspaced_quotes import quote_unspaced

LONGEST_QUOTE = 6
LONGEST_NOUN = 5
LONGEST_TOPIC = 3
LONGEST_CLAUSE = 8


def quote_from(text: str, lists: Lexicon, used: Collection[str] = ()) -> str | None:
    """A phrase of two to LONGEST_QUOTE words from `text`, verbatim but for a lowered first letter; None when
    nothing is fit to be quoted. `used` are texts of ours whose quotes are not repeated."""
    if not lists.spaced:
        return quote_unspaced(text, lists, used)
    spoken = " | ".join(same_words(one) for one in used)
    best, best_rank = "", float("-inf")
    for order, clause in enumerate(clauses(text, lists)):
        for phrase in _phrases(clause, lists):
            if not _is_fit(phrase, lists) or same_words(" ".join(phrase)) in spoken:
                continue
            rank = _weight(phrase, lists) - 0.1 * order
            if rank > best_rank:
                best, best_rank = _lowered(" ".join(phrase), text, lists), rank
    return best or None


def topic_in(text: str, lists: Lexicon, used: Collection[str] = ()) -> str | None:
    """What an answer is about, said back as ours (`our renewal dates` → `your renewal dates`), two or
    three words; None when nothing is fit. Only for languages with `shifts`; nothing out of `used`."""
    if not lists.shifts:
        return None
    spoken = " | ".join(same_words(one) for one in used)
    best, best_rank = None, float("-inf")
    for order, clause in enumerate(clauses(text, lists)):
        for phrase in _topics(clause, lists):
            low = [bare(token) for token in phrase]
            said = " ".join(shifted([low[0], *phrase[1:]], low, lists))
            if not _is_fit(phrase, lists) or same_words(said) in spoken:
                continue
            rank = _weight(phrase, lists) - 0.1 * order
            if rank > best_rank:
                best, best_rank = said, rank
    return best


def judgement_in(text: str, lists: Lexicon) -> str | None:
    """The judging word of an answer that is worth asking about (`clunky`); None when there is none."""
    hollow = lists.words["hollow"]
    judging = lists.words["evaluative"] - hollow
    return next((word for word in words(plain(text)) if word in judging), None)


def shifted_clause(text: str, lists: Lexicon) -> str | None:
    """A clause of the answer said back to the respondent (`we lost a week` → `you lost a week`). None
    unless its shape is one where the turn is surely grammatical; only for languages with `shifts`."""
    if not lists.shifts:
        return None
    for clause in clauses(text, lists):
        tokens = [
            token.lower() if token[:1].isupper() and token[1:].islower() and i == 0 else token
            for i, token in enumerate(clause)
        ]
        low = [bare(token) for token in tokens]
        if 4 <= len(low) <= LONGEST_CLAUSE and is_sure(low, lists) and _is_fit(tokens, lists):
            return " ".join(shifted(tokens, low, lists))
    return None


def _topics(clause: list[str], lists: Lexicon) -> list[list[str]]:
    """Noun phrases with a certain beginning (`the`, `our`, `my`) that name something; none from a clause
    that denies something. A longer one may have swallowed a verb, so it does not count."""
    low = [bare(token) for token in clause]
    found: list[list[str]] = []
    if set(low) & lists.words["negations"]:
        return found
    for start, word in enumerate(low):
        if word not in lists.words["articles"] - {"a", "an"}:
            continue
        end = noun_end(low, start, lists)
        names = [one for one in low[start + 1 : end] if one not in lists.words["function"]]
        named = bool(names) and low[end - 1] not in lists.words["hollow"] and low[end : end + 1] != ["of"]
        clean = not holds_verb(low[start:end], lists) and not lists.hits("time", " ".join(low[start:end]))
        if named and clean and end - start in range(2, LONGEST_TOPIC + 1):
            found.append(clause[start:end])
    return found


def _phrases(clause: list[str], lists: Lexicon) -> list[list[str]]:
    """What of a clause stands by itself: the whole of it, when short enough, and its noun phrases. A
    clause that denies something is quoted whole or not at all, lest a part say the opposite."""
    low = [bare(token) for token in clause]
    begin = next(
        (i for i, word in enumerate(low) if word not in lists.words["fillers"] | joins(lists)), len(low)
    )
    end = without_tail(low, lists)
    whole = clause[begin:end]
    found = []
    starts = lists.words["loose_starts"] | (lists.words["finite_any"] if len(whole) < 4 else set())
    if 2 <= len(whole) <= LONGEST_QUOTE and low[begin] not in starts:
        found.append(whole)
    if lists.shifts and len(whole) > LONGEST_QUOTE and low[begin] not in starts:
        found += _openings(whole, lists)
    if set(low) & lists.words["negations"]:
        return found
    for start in range(begin, len(low)):
        if low[start] in lists.words["articles"] or low[start][:1].isdigit():
            end = noun_end(low, start, lists)
            telling = [word for word in low[start:end] if word not in lists.words["function"]]
            if (
                len(telling) >= 2
                and end - start in range(3, LONGEST_NOUN + 1)
                and not holds_verb(low[start:end], lists)
                and low[end - 1] not in lists.words["hollow"]
                and not re.search(r"\bago\b", " ".join(low[start : end + 1]))
            ):
                found.append(clause[start:end])
    return found


def _openings(clause: list[str], lists: Lexicon) -> list[list[str]]:
    """How a long clause begins, up to where something is added to it (`it went up 18% in January | without
    …`); nothing where it denies something before that, or after it. Not where verbs come last, as in
    German and Dutch."""
    low = [bare(token) for token in clause]
    lacking = lists.words["negations"] & lists.words["bounds"]  # `without`
    if set(low) & (lists.words["negations"] - lacking):
        return []
    adds = (lists.words["loose_starts"] | lacking) - {"of", "than", "as"}
    cuts = [cut for cut in range(4, LONGEST_QUOTE + 1) if low[cut] in adds and holds_verb(low[:cut], lists)]
    return [clause[: cuts[-1]]] if cuts else []


def _is_fit(phrase: list[str], lists: Lexicon) -> bool:
    """Whether a phrase may be said back: nothing private, rude or alone and meaningless."""
    low = [token.lower() for token in phrase]
    telling = [word for word in low if word not in lists.words["function"] and len(word) > 2]
    return (
        len(telling) >= 1
        and low[-1] not in lists.words["weak_ends"]
        and not set(low) & lists.words["pairing"]
        and not any(word in lists.words["unquotable"] for word in low)
        and not any(re.search(r"\d{5,}|/\w+/|\w{25,}", token) for token in phrase)
        and not any(lists.hits("offers_choice", word) for word in low)
        and any(len(word) > 3 for word in telling)
    )


def _weight(phrase: list[str], lists: Lexicon) -> float:
    """How telling a phrase is: what judges, counts or names weighs more, four or five words are best."""
    said = plain(" ".join(phrase))
    telling = sum(word not in lists.words["function"] for word in said.split())
    strong = sum(lists.hits(name, said) for name in ("problem", "number", "praise", "consequence"))
    tells = holds_verb(said.split(), lists)
    return min(telling, 4) + 1.2 * strong + 0.6 * tells - 0.3 * abs(len(phrase) - 4)


def _lowered(phrase: str, text: str, lists: Lexicon) -> str:
    """The phrase with its first letter small when it was only large for opening a sentence; what may be a
    name keeps its own."""
    first = phrase.split()[0]
    opens = re.search(rf"(?:^|[.!?…\n]\s*){re.escape(first)}\b", text)
    common = lists.words["function"] | lists.words["finite"] | lists.words["finite_any"]
    return phrase[0].lower() + phrase[1:] if opens and first != "I" and bare(first) in common else phrase
