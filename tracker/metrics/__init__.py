"""The metric catalogue: what each number means, once, for everything that shows one.

A metric's id, unit and definition are read from here by the API, the pages, the tables and the
manual. Values are kept in `unit`; a person is shown `display_unit`.
"""

from types import MappingProxyType

from tracker.metrics.ankle import ANKLE
from tracker.metrics.balance import BALANCE
from tracker.metrics.better import BETTER, Direction
from tracker.metrics.calf_raise import CALF_RAISE
from tracker.metrics.isometric import ISOMETRIC
from tracker.metrics.jump import JUMP
from tracker.metrics.quantity import Quantity, Scope
from tracker.metrics.walking import WALKING

__all__ = ["BETTER", "CATALOGUE", "Direction", "Quantity", "Scope"]

CATALOGUE = MappingProxyType(
    {one.id: one for one in (*CALF_RAISE, *JUMP, *ISOMETRIC, *ANKLE, *WALKING, *BALANCE)}
)
"""Metric id to its `Quantity`, in the order in which tables show them."""
