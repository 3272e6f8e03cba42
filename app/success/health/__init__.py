"""How is this account? Scores of 0 to 100 that say why, how sure they are, and what moved them."""
