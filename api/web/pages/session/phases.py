"""Phases of an effort in words."""

from api.web.words import page_words, say


def phase_name(phase: str) -> str:
    """``top_hold`` as “Hold at the top”; one of a newer version by its own name."""
    if phase in page_words("session")["phases"]:
        return say(f"session.phases.{phase}")
    return phase.replace("_", " ").capitalize()
