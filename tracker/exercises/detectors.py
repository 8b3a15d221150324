"""The detectors that look for their exercises where nobody stated what was done."""

from tracker.exercises.ankle_range.detector import AnkleRangeDetector
from tracker.exercises.balance.detector import BalanceDetector
from tracker.exercises.calf_raise.detector import CalfRaiseDetector
from tracker.exercises.exercise import DetectorFactory
from tracker.exercises.isometric.detector import IsometricDetector
from tracker.exercises.jumps.detector import JumpDetector
from tracker.exercises.walking.detector import WalkingDetector
from tracker.exercises.weight_bearing_lunge.detector import LungeDetector

DETECTORS: tuple[DetectorFactory, ...] = (
    JumpDetector,
    IsometricDetector,
    WalkingDetector,
    AnkleRangeDetector,
    CalfRaiseDetector,
    LungeDetector,
    BalanceDetector,
)
"""In their order: pushes come before everything that integrates a force."""
