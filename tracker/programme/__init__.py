"""Training programmes: plans as data, what was done, what comes next and why.

Nothing here diagnoses. What is alarming is said with the advice to see a professional.
"""

from tracker.programme.adherence import Week, adherence
from tracker.programme.diary import Day, Diary, Done, done_in, together
from tracker.programme.load import WeekLoad, weekly_loads
from tracker.programme.plan import Gate, Phase, Prescription, Programme, read_programme, template
from tracker.programme.position import Position, position
from tracker.programme.proposal import Proposal, Proposed, propose
from tracker.programme.warnings import red_flags

__all__ = [
    "Day",
    "Diary",
    "Done",
    "Gate",
    "Phase",
    "Position",
    "Prescription",
    "Programme",
    "Proposal",
    "Proposed",
    "Week",
    "WeekLoad",
    "adherence",
    "done_in",
    "position",
    "propose",
    "read_programme",
    "red_flags",
    "template",
    "together",
    "weekly_loads",
]
