"""Today, and what each metric means."""
