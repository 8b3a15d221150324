"""Training programmes: plans as data, what was done, what comes next and why.

Nothing here diagnoses. What is alarming is said with the advice to see a professional.
"""

from tracker.programme.adherence import Week, adherence
from tracker.programme.change import Change, Verdict, judged
from tracker.programme.diary import Day, Diary, Done, done_in
from tracker.programme.flags import red_flags
from tracker.programme.load import WeekLoad, weekly_loads
from tracker.programme.norms import Norm, matching
from tracker.programme.plan import Gate, Phase, Prescription, Programme, read_programme, template
from tracker.programme.position import Position, position
from tracker.programme.proposal import Proposal, Proposed, propose

__all__ = [
    "Change",
    "Day",
    "Diary",
    "Done",
    "Gate",
    "Norm",
    "Phase",
    "Position",
    "Prescription",
    "Programme",
    "Proposal",
    "Proposed",
    "Verdict",
    "Week",
    "WeekLoad",
    "adherence",
    "done_in",
    "judged",
    "matching",
    "position",
    "propose",
    "read_programme",
    "red_flags",
    "template",
    "weekly_loads",
]
