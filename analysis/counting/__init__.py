"""Who said what, counted: respondents are the unit everywhere, and every figure knows how many it counts.

Nothing here reads a database or a clock: a `Record` of interviews and voices comes in, figures come out.
"""
