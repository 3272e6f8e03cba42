"""What became true since last time: conditions to watch, as data, and when they fire."""
