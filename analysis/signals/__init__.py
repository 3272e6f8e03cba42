"""Signals in a statement: kept as example sentences and cues in text files, found by likeness and words."""
