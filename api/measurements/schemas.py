"""Measurements as the API shows them."""
