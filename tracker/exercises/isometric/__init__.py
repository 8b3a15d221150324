"""Isometric plantar flexion: pushes against what does not give."""
