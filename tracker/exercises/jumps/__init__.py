"""Jumps and hops, by force plates or worn sensors."""
