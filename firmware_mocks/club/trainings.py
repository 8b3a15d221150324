"""What a simulated athlete does in one training, and the recording that comes of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol

import numpy as np

from firmware_mocks.athlete import Athlete
from firmware_mocks.club.folder import Track, heard, zipped
from firmware_mocks.force_plate import ForcePlate
from firmware_mocks.imu import Imu
from firmware_mocks.jump import CountermovementJump
from firmware_mocks.motion import Motion
from firmware_mocks.performance import Performance
from firmware_mocks.raise_plan import Tempo
from firmware_mocks.rebounds import Rebounds
from firmware_mocks.script import Script

IMU_RATE_HZ, PLATE_RATE_HZ = 100.0, 500.0
_RAISES_PLATE_RATE_HZ = 200.0
FEET = ("left_foot", "right_foot")
LEGS = ("left_foot", "left_shank", "right_foot", "right_shank")
_QUIET_S = 2.5
_BETWEEN_S = 1.5
_DAY_TO_DAY_DEG = 0.8


class Training(Protocol):
    """What was done on one day."""

    @property
    def days_ago(self) -> int:
        """How many days before the last one that is told of."""

    @property
    def name(self) -> str:
        """What the recording is called."""

    def recording(self, athlete: Athlete, started_at: datetime) -> bytes:
        """The recording folder as a zip; the same arguments give the same bytes."""


@dataclass(frozen=True, slots=True)
class Set:
    """Raises of one leg, or of both at once.

    Parameters
    ----------
    side, reps, range_deg
        Which, how many, and how far the ankle goes when fresh.
    fatigue
        The part of the range that is lost by the last.
    """

    side: Literal["left", "right", "both"]
    reps: int
    range_deg: float
    fatigue: float = 0.1


@dataclass(frozen=True, slots=True)
class Raises:
    """Sets of calf raises with a sensor on each foot, or more.

    Parameters
    ----------
    days_ago, seed
        When; and what chooses all that varies.
    sets
        One after another, in one recording.
    placements
        Where sensors are, ``plate`` under the athlete among them where there is one.
    gyr_range_deg_s
        How fast a sensor can turn before it saturates.
    lost
        Stretches, s, in which the radio of the last sensor was out of reach.
    tissue
        How far sensors shake on what they are strapped to; see `Imu`.
    """

    days_ago: int
    seed: int
    sets: tuple[Set, ...]
    placements: tuple[str, ...] = FEET
    gyr_range_deg_s: float = 2000.0
    lost: tuple[tuple[float, float], ...] = ()
    tissue: float = 0.0
    name: str = "calf raises"

    def recording(self, athlete: Athlete, started_at: datetime) -> bytes:
        """The recording folder as a zip."""
        script = Script(athlete=athlete, seed=self.seed)
        script.stand(_QUIET_S)
        segments = []
        # A person is not the same every day, of which minimum detectable changes are made.
        today = float(np.clip(np.random.default_rng((self.seed, 0xDA)).normal(), -2, 2))
        for effort_set in self.sets:
            start_s = script.now
            script.raises(
                effort_set.reps,
                side=effort_set.side,
                range_deg=effort_set.range_deg + _DAY_TO_DAY_DEG * today,
                fatigue=effort_set.fatigue,
                tempo=_TEMPO,
            )
            segments.append(_segment(start_s, script.now, "calf_raise", effort_set.side))
            script.stand(_BETWEEN_S)
        motion = Performance(script)
        tracks = [self._track(motion, number) for number in range(len(self.placements))]
        return zipped(athlete, tracks, segments, started_at)

    def _track(self, motion: Performance, number: int) -> Track:
        placement = self.placements[number]
        seed = 100 * self.seed + number
        if placement == "plate":
            return plate_track([motion], placement, seed, _RAISES_PLATE_RATE_HZ)
        imu = Imu(
            motion=motion,
            placement=placement,
            rate_hz=IMU_RATE_HZ,
            seed=seed,
            gyr_range_deg_s=self.gyr_range_deg_s,
            tissue=self.tissue,
        )
        lost = self.lost if number == len(self.placements) - 1 else ()
        return Track("imu", placement, IMU_RATE_HZ, imu.channels, heard(imu), lost)


@dataclass(frozen=True, slots=True)
class Jumps:
    """Countermovement jumps on a plate, or on one under each foot.

    Parameters
    ----------
    days_ago, seed
        When; and what chooses all that varies.
    heights_m
        Rise of the centre of mass in each.
    left_share
        Part of the force under the left foot; None where there is one plate only.
    """

    days_ago: int
    seed: int
    heights_m: tuple[float, ...]
    left_share: float | None = None
    name: str = "jumps"

    def recording(self, athlete: Athlete, started_at: datetime) -> bytes:
        """The recording folder as a zip."""
        motions = [
            CountermovementJump(
                athlete=athlete,
                height_m=height_m,
                left_share=0.5 if self.left_share is None else self.left_share,
                seed=self.seed + number,
            )
            for number, height_m in enumerate(self.heights_m)
        ]
        plates = ("plate",) if self.left_share is None else ("left_plate", "right_plate")
        tracks = [
            plate_track(motions, plate, 100 * self.seed + number)
            for number, plate in enumerate(plates)
        ]
        ends = np.cumsum([motion.duration_s for motion in motions])
        whole = _segment(0.0, float(ends[-1]), "countermovement_jump", "both")
        return zipped(athlete, tracks, [whole], started_at)


@dataclass(frozen=True, slots=True)
class Hops:
    """A drop onto a plate and hops after it.

    Parameters
    ----------
    days_ago, seed
        When; and what chooses all that varies.
    heights_m, contacts_s
        Rise after each contact with the plate, and how long that lasts.
    """

    days_ago: int
    seed: int
    heights_m: tuple[float, ...]
    contacts_s: tuple[float, ...]
    name: str = "hops"

    def recording(self, athlete: Athlete, started_at: datetime) -> bytes:
        """The recording folder as a zip."""
        motion = Rebounds(
            athlete=athlete,
            drop_height_m=self.heights_m[0],
            heights_m=self.heights_m,
            contacts_s=self.contacts_s,
            seed=self.seed,
        )
        track = plate_track([motion], "plate", 100 * self.seed)
        whole = _segment(0.0, motion.duration_s, "hops", "both")
        return zipped(athlete, [track], [whole], started_at)


def plate_track(
    motions: Iterable[Motion], placement: str, seed: int, rate_hz: float = PLATE_RATE_HZ
) -> Track:
    """What a plate reads of movements one after another, each from standing to standing."""
    plates = [
        ForcePlate(motion=motion, placement=placement, rate_hz=rate_hz, seed=seed + number)
        for number, motion in enumerate(motions)
    ]
    values = [heard(plate) for plate in plates]
    return Track("force_plate", placement, rate_hz, plates[0].channels, np.vstack(values))


def _segment(start_s: float, end_s: float, exercise: str, side: str) -> dict[str, Any]:
    return {
        "start_s": round(start_s, 3),
        "end_s": round(end_s, 3),
        "exercise": exercise,
        "variant": {"side": side, "knee": "straight", "load_kg": 0.0, "surface": "floor"},
    }


_TEMPO = Tempo(concentric_s=0.8, top_s=0.2, eccentric_s=0.8, bottom_s=0.4)
"""About 27 raises a minute; the endurance test asks for 30."""
