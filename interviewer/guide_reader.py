"""From a tree to a guide, with every problem found on the way."""

from __future__ import annotations

from typing import cast

from interviewer.guide import MOMENTS, Closing, Guide, Limits, ListenFor, Moment, Question, Words
from interviewer.guide_fields import Fields
from interviewer.guide_tree import Node
from interviewer.openness import is_closed
from interviewer.problems import GuideInvalid

_GUIDE = ("guide", "title", "moment", "languages", "minutes", "limits", "avoid", "questions", "closing")
_QUESTION = ("id", "ask", "objective", "listen_for", "must_cover", "skip_if", "choices")
_LISTEN_FOR = ("id", "about", "ask")
_LIMITS = ("probes_per_question", "turns", "idle_minutes")
_CLOSING = ("summary", "anything_else")

MAX_QUESTIONS = 30
MAX_LISTEN_FOR = 12


def read_tree(root: Node, source: str, *, judges_wording: bool = True) -> Guide:
    """The guide in a tree. Raises GuideInvalid naming every problem, in file order. With `judges_wording`
    off, closed and double questions pass: the linter says more about them."""
    fields = Fields(source, judges_wording=judges_wording)
    top = fields.mapping(root, "", _GUIDE)
    if not isinstance(root.value, dict):
        raise GuideInvalid(fields.problems)
    fields.languages = fields.codes(top.get("languages"), "languages")
    questions = _questions(fields, root, top.get("questions"))
    guide = Guide(
        name=fields.identifier(top.get("guide", Node(None, root.line)), "guide"),
        title=fields.words(top.get("title", Node(None, root.line)), "title", 200),
        questions=questions,
        moment=cast(Moment, fields.one_of(top.get("moment"), "moment", MOMENTS, "ad_hoc")),
        languages=fields.languages,
        minutes=fields.number(top.get("minutes"), "minutes", 8, 1, 60),
        limits=_limits(fields, top.get("limits"), len(questions)),
        avoid=tuple(
            fields.text(entry, f"avoid[{index}]", 200)
            for index, entry in enumerate(fields.entries(top.get("avoid"), "avoid", 40))
        ),
        closing=_closing(fields, top.get("closing")),
    )
    if fields.problems:
        raise GuideInvalid(sorted(fields.problems, key=lambda problem: problem.line or 0))
    return guide


def _questions(fields: Fields, root: Node, node: Node | None) -> tuple[Question, ...]:
    entries = fields.entries(node, "questions", MAX_QUESTIONS)
    if not entries:
        fields.complain(node or root, "questions", "holds no question", "A guide needs at least one.")
    questions = tuple(_question(fields, entry, f"questions[{i}]") for i, entry in enumerate(entries))
    _refuse_doubles(
        fields,
        [
            (q.id, entry, f"questions[{i}]")
            for i, (q, entry) in enumerate(zip(questions, entries, strict=True))
        ],
    )
    _refuse_double_entries(fields, questions, entries)
    _refuse_unknown_covered(fields, questions, entries)
    return questions


def _question(fields: Fields, node: Node, where: str) -> Question:
    values = fields.mapping(node, where, _QUESTION)
    choices = tuple(
        fields.words(entry, f"{where}.choices[{index}]", 100)
        for index, entry in enumerate(fields.entries(values.get("choices"), f"{where}.choices", 20))
    )
    ask = fields.words(values.get("ask", Node(None, node.line)), f"{where}.ask", 400)
    _refuse_faulty_ask(fields, values.get("ask"), f"{where}.ask", ask, bool(choices))
    return Question(
        id=fields.identifier(values.get("id", Node(None, node.line)), f"{where}.id"),
        ask=ask,
        objective=fields.text(values.get("objective", Node(None, node.line)), f"{where}.objective", 500),
        listen_for=tuple(
            _listen_for(fields, entry, f"{where}.listen_for[{index}]")
            for index, entry in enumerate(
                fields.entries(values.get("listen_for"), f"{where}.listen_for", MAX_LISTEN_FOR)
            )
        ),
        must_cover=fields.flag(values.get("must_cover"), f"{where}.must_cover", False),
        skip_if_covered=_skip_if(fields, values.get("skip_if"), f"{where}.skip_if"),
        choices=choices,
    )


def _listen_for(fields: Fields, node: Node, where: str) -> ListenFor:
    values = fields.mapping(node, where, _LISTEN_FOR)
    ask: Words | None = None
    if "ask" in values:
        ask = fields.words(values["ask"], f"{where}.ask", 400)
        _refuse_faulty_ask(fields, values["ask"], f"{where}.ask", ask, has_choices=False)
    return ListenFor(
        id=fields.identifier(values.get("id", Node(None, node.line)), f"{where}.id"),
        about=fields.words(values.get("about", Node(None, node.line)), f"{where}.about", 200),
        ask=ask,
    )


def _refuse_faulty_ask(fields: Fields, node: Node | None, where: str, ask: Words, has_choices: bool) -> None:
    """A question asks one thing, and asks it openly unless it declares its choices."""
    if not fields.judges_wording:
        return
    for language, text in ask.by_language.items():
        place = node.value.get(language) if node and isinstance(node.value, dict) else node
        spot = f"{where}.{language}" if node and isinstance(node.value, dict) else where
        if text.count("?") + text.count("？") > 1:
            fields.complain(place, spot, "asks more than one question", "Make each its own question.")
        elif not has_choices and is_closed(text, language):
            fields.complain(
                place,
                spot,
                "can be answered by yes or no",
                "Begin with what, how or tell me about; or list the answers under `choices:`.",
            )


def _skip_if(fields: Fields, node: Node | None, where: str) -> tuple[str, ...]:
    if node is None:
        return ()
    values = fields.mapping(node, where, ("covered",))
    if isinstance(node.value, dict) and not values:
        fields.complain(node, where, "names no condition", "For example `{covered: [goal]}`.")
    entries = fields.entries(values.get("covered"), f"{where}.covered", 40)
    return tuple(fields.identifier(entry, f"{where}.covered[{i}]") for i, entry in enumerate(entries))


def _limits(fields: Fields, node: Node | None, questions: int) -> Limits:
    if node is None:
        return Limits()
    values = fields.mapping(node, "limits", _LIMITS)
    turns = fields.number(values.get("turns"), "limits.turns", 30, 4, 100)
    if turns < questions + 1:
        fields.complain(
            values.get("turns"), "limits.turns", "is too few for the questions", f"At least {questions + 1}."
        )
    return Limits(
        probes_per_question=fields.number(
            values.get("probes_per_question"), "limits.probes_per_question", 2, 0, 3
        ),
        turns=turns,
        idle_minutes=fields.number(values.get("idle_minutes"), "limits.idle_minutes", 30, 1, 1440),
    )


def _closing(fields: Fields, node: Node | None) -> Closing:
    if node is None:
        return Closing()
    values = fields.mapping(node, "closing", _CLOSING)
    return Closing(
        summary=fields.flag(values.get("summary"), "closing.summary", True),
        anything_else=fields.flag(values.get("anything_else"), "closing.anything_else", True),
    )


def _refuse_doubles(fields: Fields, found: list[tuple[str, Node, str]]) -> None:
    seen: dict[str, str] = {}
    for name, node, where in found:
        place = node.value.get("id", node) if isinstance(node.value, dict) else node
        if name and name in seen:
            fields.complain(place, f"{where}.id", f"is the id of {seen[name]} already", "Give it its own.")
        seen.setdefault(name, where)


def _refuse_double_entries(fields: Fields, questions: tuple[Question, ...], nodes: list[Node]) -> None:
    """listen_for ids are themes of the analysis, so one id means one thing over the whole guide."""
    found: list[tuple[str, Node, str]] = []
    for index, (question, node) in enumerate(zip(questions, nodes, strict=True)):
        if not question.listen_for:
            continue
        for inner, (entry, at) in enumerate(
            zip(question.listen_for, node.value["listen_for"].value, strict=False)
        ):
            found.append((entry.id, at, f"questions[{index}].listen_for[{inner}]"))
    _refuse_doubles(fields, found)


def _refuse_unknown_covered(fields: Fields, questions: tuple[Question, ...], nodes: list[Node]) -> None:
    known = {entry.id for question in questions for entry in question.listen_for}
    for index, (question, node) in enumerate(zip(questions, nodes, strict=True)):
        if any(name and name not in known for name in question.skip_if_covered):
            fields.complain(
                node.value["skip_if"],
                f"questions[{index}].skip_if.covered",
                "names an id that no listen_for has",
                f"Known: {', '.join(sorted(known)) or 'none'}.",
            )
