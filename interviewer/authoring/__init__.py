"""Writing a guide: what is wrong with its questions, what would be better, and a draft from a goal."""

from interviewer.authoring.findings import RULES, Finding, Severity
from interviewer.authoring.lint import grave, lint, lint_question

__all__ = ["RULES", "Finding", "Severity", "grave", "lint", "lint_question"]
