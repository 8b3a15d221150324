"""Webhooks: telling other programs what happened, signed and repeated until they hear."""
