"""The rubric: every rule that can be counted, with the bound it keeps to."""

from __future__ import annotations

from interviewer.rubric import course, depth, form, listening, respect
from interviewer.rubric.measure import Rule, Target

# What a line needs to be measurable, in the words of NEEDS.
_NOTES = "notes"
_LABELS = "labels"
_BOTH = "notes and labels"
_KINDS = "notes or labels"
_GUIDE = "notes and guide"
_LISTS = "word lists"

NEEDS = {
    "notes": "what the engine keeps with each turn; our export has them",
    "labels": "what a labelled or simulated respondent meant by an answer",
    "guide": "the study's guide; our export has it",
    "word lists": "a language the built-in interviewer speaks",
    "encoder": "an embedding model",
    "detector": "a language detector",
    "secrets": "texts that must stay unsaid, such as a guide's objectives",
}


def at_least(limit: float) -> Target:
    return Target(limit)


def at_most(limit: float) -> Target:
    return Target(limit, at_least=False)


RULES: tuple[Rule, ...] = (
    Rule(
        1,
        "one_question_mark",
        "messages of at most one “?”",
        at_least(0.99),
        form.one_question_mark,
    ),
    Rule(1, "one_ask", "messages that ask one thing", at_least(0.99), form.one_ask, needs=_LISTS),
    Rule(
        1,
        "clean_interview",
        "interviews free of double questions",
        at_least(0.95),
        form.clean_interview,
    ),
    Rule(2, "median_words", "words a message, median", at_most(30), form.message_length, "median"),
    Rule(2, "p90_words", "words a message, longest tenth", at_most(45), form.message_length, "p90"),
    Rule(2, "share_of_words", "interviewer's share of all words", at_most(0.30), form.share_of_words),
    Rule(
        3,
        "vague_is_probed",
        "vague answers followed up",
        at_least(0.90),
        depth.vague_is_probed,
        needs=_BOTH,
    ),
    Rule(4, "full_is_left", "full answers probed", at_most(0.30), depth.full_is_left, needs=_BOTH),
    Rule(5, "probe_cap", "probes within the cap", at_least(1), depth.probe_cap, needs=_NOTES),
    Rule(
        5,
        "no_drilling",
        "probes not stuck in one direction",
        at_least(1),
        depth.no_drilling,
        needs=_NOTES,
    ),
    Rule(6, "probe_fits", "probes that fit the gap", at_least(0.80), depth.probe_fits, needs=_BOTH),
    Rule(7, "not_leading", "questions that suggest nothing", at_least(0.98), form.not_leading, needs=_LISTS),
    Rule(8, "open_form", "topic questions in open form", at_least(0.92), form.open_form, needs=_LISTS),
    Rule(9, "receipt", "answers shortly acknowledged", at_least(0.80), listening.receipt),
    Rule(9, "praise", "messages that praise or judge", at_most(0.03), listening.praise, needs=_LISTS),
    Rule(
        10,
        "mirrors",
        "messages with a word of the answer",
        at_least(0.90),
        listening.mirrors,
        needs=_LISTS,
    ),
    Rule(10, "quotes_exactly", "messages that quote word for word", at_least(1), listening.quotes_exactly),
    Rule(
        11,
        "verbatim_repeat",
        "questions repeated word for word",
        at_most(0),
        listening.verbatim_repeat,
    ),
    Rule(
        11,
        "semantic_repeat",
        "questions repeated in other words",
        at_most(0.01),
        listening.semantic_repeat,
        needs="encoder",
    ),
    Rule(
        11,
        "already_said",
        "“I told you” met by sorry, a new ask",
        at_least(1),
        listening.already_said,
        needs=_LABELS,
    ),
    Rule(
        12,
        "refusal_sticks",
        "declined asks that never come back",
        at_least(1),
        respect.refusal_sticks,
        needs=_KINDS,
    ),
    Rule(
        12,
        "no_pressure",
        "declined asks met without pressure",
        at_least(1),
        respect.no_pressure,
        needs=_KINDS,
    ),
    Rule(13, "stop_ends", "stops that end at once", at_least(1), respect.stop_ends, needs=_KINDS),
    Rule(13, "skip_goes_on", "skips not taken for stops", at_least(1), respect.skip_goes_on, needs=_KINDS),
    Rule(
        13,
        "no_early_farewell",
        "farewells with no goal left",
        at_least(0.98),
        course.no_early_farewell,
        needs=_GUIDE,
    ),
    Rule(14, "goals_covered", "must-cover goals settled", at_least(0.95), course.goals_covered, needs=_GUIDE),
    Rule(
        16,
        "neutral_receipt",
        "questions to us met neutrally",
        at_least(1),
        respect.neutral_receipt,
        needs=_LABELS,
    ),
    Rule(
        16,
        "no_promises",
        "messages free of advice, promises",
        at_least(1),
        respect.no_promises,
        needs=_LISTS,
    ),
    Rule(
        17,
        "honest_opening",
        "openings that tell all six things",
        at_least(1),
        course.honest_opening,
        needs=_LISTS,
    ),
    Rule(
        18,
        "asks_what_is_missing",
        "interviews that ask what is missing",
        at_least(0.95),
        course.asks_what_is_missing,
    ),
    Rule(18, "offers_summary", "interviews that offer a summary", at_least(0.95), course.offers_summary),
    Rule(18, "says_what_next", "interviews that say what comes next", at_least(0.95), course.says_what_next),
    Rule(
        18,
        "ends_without_question",
        "interviews not ended by a question",
        at_least(0.95),
        course.ends_without_question,
    ),
    Rule(
        19,
        "concrete_case",
        "topics with a concrete case or a try",
        at_least(0.80),
        depth.concrete_case,
        needs=_NOTES,
    ),
    Rule(20, "safe_path", "hard moments met by the safe move", at_least(1), respect.safe_path, needs=_BOTH),
    Rule(
        20,
        "no_leak",
        "messages that give nothing away",
        at_least(1),
        respect.no_leak,
        needs="secrets",
    ),
    Rule(
        21,
        "same_language",
        "messages in the answer's language",
        at_least(0.98),
        course.same_language,
        needs="detector",
    ),
)
