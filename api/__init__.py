"""Stores, shares and shows what was recorded; asks tracker to measure it."""
