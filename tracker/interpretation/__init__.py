"""What a result means for this person: norms, change, trend, symmetry, red flags.

Nothing here diagnoses, and nothing here knows a programme: what a plan asks is passed as values.
"""

from tracker.interpretation.change import Baseline, Change, Verdict, judged, judged_by
from tracker.interpretation.norms import Norm, matching, site_of
from tracker.interpretation.symmetry import OneLeg, Pair, index_of, paired

__all__ = [
    "Baseline",
    "Change",
    "Norm",
    "OneLeg",
    "Pair",
    "Verdict",
    "index_of",
    "judged",
    "judged_by",
    "matching",
    "paired",
    "site_of",
]
