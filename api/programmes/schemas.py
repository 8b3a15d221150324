"""Programmes as the API shows them."""
