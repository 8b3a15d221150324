"""Recordings: what was uploaded, kept verbatim and as streams."""
