"""Live: what recorders send, seen by coaches while it happens."""
