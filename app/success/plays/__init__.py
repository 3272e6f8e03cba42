"""What follows: plays as data, checked before they run, and where a run of one goes next."""
