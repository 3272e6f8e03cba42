"""Stand-ins for the outside that ship beside the real doors: for tests, demos and trying things out."""
