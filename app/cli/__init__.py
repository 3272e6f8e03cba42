"""The command line: each command is one file; heavy imports wait until a command needs them."""

from __future__ import annotations
