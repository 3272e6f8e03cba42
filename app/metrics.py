"""What a process counts for Prometheus; `/metrics` shows it. Labels hold names of ours, never of people."""

from __future__ import annotations

from prometheus_client import Counter, Histogram

TURNS = Counter("earshot_turns", "Replies stored, by the model that worded them.", ["model", "fallback"])
TURN_SECONDS = Histogram(
    "earshot_turn_seconds",
    "From a turn being taken up to its reply being stored.",
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60),
)
ACKS = Counter("earshot_acks", "Frames of respondents stored and acknowledged.", ["type"])
DELIVERIES = Counter("earshot_deliveries", "Attempts at deliveries, by what came of them.", ["outcome"])
INTERVIEWS = Counter("earshot_interviews_ended", "Interviews ended, by reason.", ["reason"])
JOBS_FAILED = Counter("earshot_jobs_failed", "Jobs that raised, by task; each is tried again.", ["task"])
MODEL_CALLS = Counter(
    "earshot_model_calls", "Calls to language models, by what came of them.", ["model", "outcome"]
)
MODEL_TOKENS = Counter(
    "earshot_model_tokens", "Tokens asked (prompt) and answered (completion).", ["model", "kind"]
)
