"""What came of it: revenue kept, triggers answered, programs that moved something. Values in, figures out."""
