"""What each kind of step does, one file each; all of it within the transaction that writes the step's row."""
