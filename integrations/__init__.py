"""The only doors out: one file per outside system, its words translated into ours at the door."""
