"""Writing a guide: what is wrong with its questions, what would be better, and a draft from a goal."""

from interviewer.authoring.draft import LONGEST_GOAL, Drafted, draft
from interviewer.authoring.editing import guide_to_yaml, line_of, with_text
from interviewer.authoring.findings import RULES, Finding, Severity
from interviewer.authoring.goal import nearest_template
from interviewer.authoring.lint import grave, lint, lint_question
from interviewer.authoring.model_draft import draft_with_model

__all__ = [
    "LONGEST_GOAL",
    "RULES",
    "Drafted",
    "Finding",
    "Severity",
    "draft",
    "draft_with_model",
    "grave",
    "guide_to_yaml",
    "line_of",
    "lint",
    "lint_question",
    "nearest_template",
    "with_text",
]
