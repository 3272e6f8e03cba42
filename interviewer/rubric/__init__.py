"""The interviewing rubric in code: what a good interview keeps to, counted over any transcripts."""
