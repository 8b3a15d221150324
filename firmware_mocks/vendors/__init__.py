"""Mock sensors of other makers, that speak as their documents say."""
