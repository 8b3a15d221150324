"""One session: its reps, curves, comparisons and notes."""
