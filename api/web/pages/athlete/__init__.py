"""One athlete: trends, legs, plan and calendar."""
