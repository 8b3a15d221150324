"""Days and months in words."""

from datetime import date

from api.web.words import say


def day_words(day: date) -> str:
    """``25 November 2026``."""
    month = say(f"athlete.month.{day.month}")
    return say("athlete.date", day=day.day, month=month, year=day.year)


def short_day(day: date) -> str:
    """``25 November``."""
    return say("athlete.date_short", day=day.day, month=say(f"athlete.month.{day.month}"))


def month_words(day: date) -> str:
    """``November 2026``."""
    return say("athlete.month_of", month=say(f"athlete.month.{day.month}"), year=day.year)
