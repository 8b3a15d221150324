"""Analytics: trends, baselines, symmetry, and who of a team needs attention."""
