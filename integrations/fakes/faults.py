"""What a model server is known to do wrong, by name."""

from __future__ import annotations

from types import MappingProxyType

WIRE = MappingProxyType(
    {
        "mute": "takes the request and says nothing at all",
        "stall": "begins a stream and then says nothing",
        "stall_midway": "falls silent in the middle of the reply",
        "stall_at_end": "says it is finished and keeps the line open",
        "slow": "one piece per second",
        "truncate": "stops at its length limit (finish_reason length)",
        "close_early": "ends the stream cleanly without a finish_reason",
        "cut": "breaks the connection in the middle",
        "busy": "429 with Retry-After 2",
        "error": "500",
        "error_event": "an error object in the middle of the stream",
        "redirect": "302 to somewhere else",
        "bad_key": "401, repeating the key in its text as some servers do",
        "no_usage": "a good reply without token counts",
        "endless_line": "a line that never ends",
    }
)
TEXT = MappingProxyType(
    {
        "broken_json": "half a JSON object, then stop",
        "wrong_schema": "JSON of another shape",
        "empty": "no text at all",
        "huge": "more than 100 kB of text",
        "refuse": "a refusal",
        "two_questions": "asks two things at once",
        "praise": "praises the answer",
        "lead": "puts words in the respondent's mouth",
        "leak": "tells what its guide says",
        "end_now": "ends the interview at the first chance",
        "never_end": "never ends it",
        "foreign": "answers in another language",
        "illegal_move": "chooses what was not offered",
        "leak_context": "tells what is known about the respondent",
        "promise": "promises, advises, sells",
        "repeat": "asks what it asked before",
        "human": "claims to be a person",
        "invent": "says back what nobody said",
        "markup": "answers with markup, links and hidden characters",
        "verbose": "makes speeches",
        "obey": "does what the respondent's text tells it, and tells all it knows",
        "bad": "mixes all of these, decently at times",
    }
)
FAULTS = MappingProxyType({**WIRE, **TEXT})


class UnknownFaultError(ValueError):
    """A fault was asked for by a name there is none for."""


def known(name: str | None) -> str | None:
    """The name itself. Raises UnknownFaultError, listing the names there are."""
    if name is None or name in FAULTS:
        return name
    raise UnknownFaultError(f"no such fault; there are: {', '.join(FAULTS)}")
