"""The graph of one turn: read → decide → word → check.

Compiled once and without a checkpointer: the transcript is the state, so each turn is one run over
state rebuilt from rows, and nothing has to be saved between nodes.
"""

from __future__ import annotations

import os

# A tracer switched on by an inherited variable would send transcripts out of the house.
os.environ["LANGSMITH_TRACING"] = "false"
os.environ["LANGCHAIN_TRACING_V2"] = "false"

from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from interviewer.following import Detect
from interviewer.nodes.check import check
from interviewer.nodes.decide import decide
from interviewer.nodes.read import Lean, Read
from interviewer.nodes.word import word
from interviewer.routing import after_word
from interviewer.state import InterviewState, Tools

Graph = CompiledStateGraph[InterviewState, Tools, InterviewState, InterviewState]


def build_graph(detect: Detect | None = None, lean: Lean | None = None) -> Graph:
    """The compiled graph; build it once and share it, it holds nothing of any interview. `detect` tells
    languages that we have no word lists for; without it, those we have are told apart. `lean`
    gives what the adapted encoder makes of an answer."""
    builder = StateGraph(InterviewState, context_schema=Tools)
    builder.add_node("read", Read(detect, lean))
    builder.add_node("decide", decide)
    builder.add_node("word", word)
    builder.add_node("check", check)
    builder.add_edge(START, "read")
    builder.add_edge("read", "decide")
    builder.add_edge("decide", "word")
    builder.add_conditional_edges("word", after_word, ["word", "check"])
    builder.add_edge("check", END)
    return builder.compile()
