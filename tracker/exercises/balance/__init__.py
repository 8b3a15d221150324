"""Balance: standing on a force plate, or on a board with a sensor on it."""

from tracker.exercises.balance.comparisons import balance_compared
from tracker.exercises.balance.detector import BalanceDetector

__all__ = ["BalanceDetector", "balance_compared"]
