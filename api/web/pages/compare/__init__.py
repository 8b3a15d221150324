"""Several athletes beside each other."""
