"""A club of simulated athletes: filled, shown as what it is, and taken away."""
