"""Training programmes: plans as data, what was done, what comes next and why.

Nothing here diagnoses. What is alarming is said with the advice to see a professional.
"""

from tracker.programme.adherence import Week, adherence
from tracker.programme.change import Baseline, Change, Verdict, judged, judged_by
from tracker.programme.diary import Day, Diary, Done, done_in, together
from tracker.programme.flags import red_flags
from tracker.programme.load import WeekLoad, weekly_loads
from tracker.programme.norms import Norm, matching, site_of
from tracker.programme.plan import Gate, Phase, Prescription, Programme, read_programme, template
from tracker.programme.position import Position, position
from tracker.programme.proposal import Proposal, Proposed, propose
from tracker.programme.symmetry import OneLeg, Pair, index_of, paired

__all__ = [
    "Baseline",
    "Change",
    "Day",
    "Diary",
    "Done",
    "Gate",
    "Norm",
    "OneLeg",
    "Pair",
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
    "index_of",
    "judged",
    "judged_by",
    "matching",
    "paired",
    "position",
    "propose",
    "read_programme",
    "red_flags",
    "site_of",
    "template",
    "together",
    "weekly_loads",
]
