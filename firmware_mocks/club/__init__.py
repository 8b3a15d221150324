"""A club of simulated athletes: who they are, what they do, and what their sensors write down."""
