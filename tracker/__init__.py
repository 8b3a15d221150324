"""Measures calf raises and jumps from motion sensors, force plates and files."""
