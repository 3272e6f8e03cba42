"""What is likely to come of an account, learned from what came of others. Arrays in, arrays out.

Row i of a table means one account on one day, and holds only what was known by then.
"""
