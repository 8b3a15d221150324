"""Writes what an athlete does, part after part: raises, and all that is none.

Each part begins and ends in standing at rest, so that any order of parts is a movement. A part
moves tracks: angles in degrees, places in metres, each going from knot to knot with the least
jerk.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from firmware_mocks.athlete import Athlete
from firmware_mocks.jump import CountermovementJump
from firmware_mocks.motion import Side
from firmware_mocks.raise_plan import Rep, Tempo, planned, varied_ranges

LEGS: tuple[Side, Side] = ("left", "right")
BODY_TRACKS = ("cop.x", "cop.y", "board.pitch", "board.roll", "push")
"""Centre of pressure about its usual place (m), tilt of a board that is stood upon (deg), and force
against what does not give (N)."""
LEG_TRACKS = ("x", "z", "pitch", "tap", "shank", "thigh", "roll", "free")
"""Of a leg: place of the ball of the foot (m), heel-up pitch, turn about the heel with the forefoot
up, forward lean of shank and thigh, roll of the foot (deg), and 1 while it hangs on the body."""

Surface = Literal["floor", "step", "wobble_board"]
_BENT_DEG = 30.0


@dataclass(frozen=True, slots=True)
class Part:
    """A named stretch of the movement."""

    name: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class PlannedRaise:
    """A repetition with the heels that did it."""

    sides: tuple[Side, ...]
    rep: Rep


@dataclass(frozen=True, slots=True)
class Travel:
    """The body's way in walking or running, at an even pace but for its beginning and end.

    Parameters
    ----------
    start_s, end_s, distance_m
        When, and how far forwards.
    pace_up_s
        How long it takes to come to the pace, and to a stop.
    bounce_m, bounce_hz
        How the centre of mass goes up and down meanwhile: amplitude, and times a second.
    """

    start_s: float
    end_s: float
    distance_m: float
    pace_up_s: float
    bounce_m: float
    bounce_hz: float


@dataclass(slots=True, eq=False)
class Script:
    """Grows by its methods; `firmware_mocks.performance.Performance` plays it.

    Parameters
    ----------
    athlete
        Who moves.
    seed
        Chooses what varies.
    load_kg
        Carried besides the body; on the knees where seated.
    seated
        Whether all is done sitting, the thighs level: then only raises of both heels make sense,
        with a `shank_sway` of about -0.2, for the knees stay where they are.
    edge_deg
        How far a wobble board tips to a side before its edge meets the floor.
    """

    athlete: Athlete = field(default_factory=Athlete)
    seed: int = 0
    now: float = 0.0
    parts: list[Part] = field(default_factory=list)
    raises_done: list[PlannedRaise] = field(default_factory=list)
    jumps: list[tuple[float, CountermovementJump]] = field(default_factory=list)
    travels: list[Travel] = field(default_factory=list)
    load_kg: float = 0.0
    seated: bool = False
    edge_deg: float = 90.0
    knots: dict[str, list[tuple[float, float]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        names = [f"{leg}.{name}" for leg in LEGS for name in LEG_TRACKS]
        names += BODY_TRACKS
        self.knots = {name: [(0.0, 0.0)] for name in names} | {"share": [(0.0, 0.5)]}
        if self.seated:
            self.knots |= {f"{leg}.thigh": [(0.0, -90.0)] for leg in LEGS}

    def stand(self, seconds: float) -> None:
        """Stand still, but for sway."""
        self._done("stand", self.now, self.now + seconds)

    def raises(
        self,
        count: int,
        *,
        side: Literal["left", "right", "both"] = "both",
        tempo: Tempo | None = None,
        range_deg: float = 32.0,
        ranges_deg: tuple[float, ...] | None = None,
        fatigue: float = 0.0,
        knee: Literal["straight", "bent"] = "straight",
        surface: Surface = "floor",
        shank_sway: float = 0.07,
        cheat_deg: float = 0.0,
        bounce_deg: float = 0.0,
    ) -> None:
        """Calf raises; with one leg the other is lifted first.

        `cheat_deg` bends the knee at the top of each; `bounce_deg` lets the heel dip and rise once
        at each top. For the rest see `CalfRaises`.
        """
        begin = self.now
        sides: tuple[Side, ...] = LEGS if side == "both" else (side,)
        if side != "both":
            self._onto(side)
        lean = _BENT_DEG if knee == "bent" else 0.0
        if lean:
            targets = {f"{leg}.shank": lean for leg in sides}
            self._go(1.0, targets | {f"{leg}.thigh": -lean for leg in sides})
        bottom = -12.0 if surface == "step" else 0.0
        if bottom:
            self._go(1.0, {f"{leg}.pitch": bottom for leg in sides})
            self.now += 0.5
        generator = np.random.default_rng((self.seed, len(self.parts)))
        ranges = ranges_deg or varied_ranges(generator, count, range_deg, 1.0, fatigue)
        plan = planned(
            generator, ranges, tempo or Tempo(), 0.05, first_s=self.now + 0.4, bottom_deg=bottom
        )
        for rep in plan:
            self._raise(rep, sides, bottom, lean, shank_sway, cheat_deg, bounce_deg)
        if surface == "wobble_board":
            self._wobble(sides, self.now, plan[-1].end_s, generator)
        self.now = plan[-1].end_s + 0.6
        back = dict.fromkeys([f"{leg}.{one}" for leg in sides for one in _POSTURE], 0.0)
        self._go(1.0, back)
        if side != "both":
            self._onto("both")
        self._done("raises", begin, self.now)

    def squats(self, count: int, *, depth_deg: float = 32.0, seconds: float = 2.0) -> None:
        """Bend and stretch the knees with flat feet."""
        begin = self.now
        for _ in range(count):
            self._both(seconds / 2, shank=depth_deg, thigh=-2.2 * depth_deg)
            self._both(seconds / 2, shank=0.0, thigh=0.0)
        self._done("squats", begin, self.now)

    def toe_taps(self, count: int, *, side: Side = "left", height_deg: float = 18.0) -> None:
        """Lift the forefoot, the heel on the floor."""
        begin = self.now
        for _ in range(count):
            self._go(0.35, {f"{side}.tap": height_deg})
            self._go(0.35, {f"{side}.tap": 0.0})
            self.now += 0.2
        self._done("toe taps", begin, self.now)

    def shift_weight(self, seconds: float) -> None:
        """Talk, with the weight now on this leg and now on that."""
        begin, end = self.now, self.now + seconds
        generator = np.random.default_rng((self.seed, 7, len(self.parts)))
        while self.now < end - 1.2:
            share = float(generator.uniform(0.2, 0.8))
            easy = "left" if share < 0.5 else "right"
            targets = {"share": share, f"{easy}.pitch": float(generator.uniform(0.0, 5.0))}
            self._go(float(generator.uniform(0.6, 1.2)), targets)
        self._go(0.8, {"share": 0.5, "left.pitch": 0.0, "right.pitch": 0.0})
        self._done("talking", begin, self.now)

    def step_aside(self, *, ahead_m: float = 0.25, up_m: float = 0.0) -> None:
        """Move one foot and then the other, on the level or onto a box."""
        begin = self.now
        for leg in LEGS:
            other: Side = "right" if leg == "left" else "left"
            self._go(0.4, {"share": 1.0 if other == "left" else 0.0})
            here = {name: self._last(f"{leg}.{name}") for name in ("x", "z")}
            self._go(0.15, {f"{leg}.pitch": 35.0, f"{leg}.shank": 20.0})
            half = {f"{leg}.x": here["x"] + ahead_m / 2, f"{leg}.z": here["z"] + up_m + 0.08}
            self._go(0.25, {**half, f"{leg}.pitch": 20.0, f"{leg}.shank": 30.0})
            there = {f"{leg}.x": here["x"] + ahead_m, f"{leg}.z": here["z"] + up_m}
            self._go(0.25, {**there, f"{leg}.pitch": 0.0, f"{leg}.shank": 0.0})
            self._go(0.3, {"share": 0.5})
        self._done("step" if not up_m else "step onto a box", begin, self.now)

    def walk(self, steps: int, *, length_m: float = 0.65, step_s: float = 0.55) -> None:
        """Walk forwards: heel off, swing, heel strike, foot flat, leg after leg."""
        begin = self.now
        for number in range(steps):
            leg: Side = LEGS[number % 2]
            last = number in (0, steps - 1)
            place = self._last(f"{leg}.x") + (length_m if last else 2 * length_m)
            other_share = 0.0 if leg == "left" else 1.0
            self._go(0.15, {"share": other_share})
            self._go(0.3 * step_s, {f"{leg}.pitch": 60.0, f"{leg}.shank": 35.0})
            middle = (self._last(f"{leg}.x") + place) / 2
            swing = {f"{leg}.x": middle, f"{leg}.z": 0.07, f"{leg}.pitch": 20.0}
            self._go(0.35 * step_s, {**swing, f"{leg}.shank": 10.0})
            strike = {f"{leg}.x": place, f"{leg}.z": 0.03, f"{leg}.pitch": -18.0}
            self._go(0.3 * step_s, {**strike, f"{leg}.shank": -15.0})
            flat = {f"{leg}.pitch": 0.0, f"{leg}.z": 0.0, f"{leg}.shank": 0.0}
            self._go(0.15 * step_s, flat)
        self._go(0.3, {"share": 0.5})
        self._done("walking", begin, self.now)

    def knee_lifts(self, count: int) -> None:
        """March on the spot."""
        begin = self.now
        for number in range(count):
            leg: Side = LEGS[number % 2]
            self._go(0.25, {"share": 0.0 if leg == "left" else 1.0})
            self._go(0.15, {f"{leg}.pitch": 25.0})
            up = {f"{leg}.z": 0.25, f"{leg}.pitch": 20.0, f"{leg}.shank": -10.0}
            self._go(0.3, {**up, f"{leg}.thigh": -70.0, f"{leg}.x": self._last(f"{leg}.x") + 0.1})
            down = {f"{leg}.z": 0.0, f"{leg}.pitch": 0.0, f"{leg}.shank": 0.0}
            self._go(0.3, {**down, f"{leg}.thigh": 0.0, f"{leg}.x": self._last(f"{leg}.x") - 0.1})
        self._go(0.3, {"share": 0.5})
        self._done("knee lifts", begin, self.now)

    def bent_knee_heel_lifts(self, count: int, *, side: Side = "left") -> None:
        """Lift a heel by letting the knee go forward; the other leg bears the body."""
        begin = self.now
        self._go(0.6, {"share": 0.15 if side == "left" else 0.85})
        for _ in range(count):
            self._go(0.6, {f"{side}.pitch": 30.0, f"{side}.shank": 28.0, f"{side}.thigh": -25.0})
            self._go(0.6, {f"{side}.pitch": 0.0, f"{side}.shank": 0.0, f"{side}.thigh": 0.0})
            self.now += 0.2
        self._go(0.6, {"share": 0.5})
        self._done("heel lifted by the knee", begin, self.now)

    def jump(self, *, height_m: float = 0.28) -> None:
        """A countermovement jump; exact on plates, feet and trunk, plausible on shanks."""
        begin = self.now
        jump = CountermovementJump(
            athlete=self.athlete, height_m=height_m, quiet_s=0.6, sway_deg=0.0, seed=self.seed
        )
        truth = jump.truth
        self.jumps.append((begin, jump))
        onset, off, on = (begin + one for one in (truth.onset_s, truth.takeoff_s, truth.landing_s))
        for leg in LEGS:
            deep = begin + truth.phases["braking"][1]
            self._knots(f"{leg}.shank", [(onset, 0), (deep, 25), (off, 0), (on, 5)])
            self._knots(f"{leg}.thigh", [(onset, 0), (deep, -50), (off, 0), (on, -10)])
            for name, bent in (("shank", 22.0), ("thigh", -45.0)):
                settled = [(on + 0.15, bent), (begin + truth.end_s, 0.0)]
                self._knots(f"{leg}.{name}", settled)
        self._done("jump", begin, begin + jump.duration_s)

    def _raise(
        self,
        rep: Rep,
        sides: Iterable[Side],
        bottom: float,
        lean: float,
        sway: float,
        cheat: float,
        bounce: float,
    ) -> None:
        angles = [(rep.start_s, bottom), (rep.concentric_end_s, rep.top_deg)]
        if bounce and rep.eccentric_start_s - rep.concentric_end_s > 0.3:
            middle = (rep.concentric_end_s + rep.eccentric_start_s) / 2
            angles.append((middle, rep.top_deg - bounce))
        angles += [(rep.eccentric_start_s, rep.top_deg), (rep.end_s, bottom)]
        for leg in sides:
            # The plan is in ankle angles, of which the shank's own turn takes a part.
            for at, angle in angles:
                pitch = angle / (1.0 - sway)
                bent = lean + cheat * (angle - bottom) / (rep.top_deg - bottom)
                self._knots(f"{leg}.pitch", [(at, pitch)])
                self._knots(f"{leg}.shank", [(at, bent + sway * pitch)])
                self._knots(f"{leg}.thigh", [(at, -bent)])
        self.raises_done.append(PlannedRaise(tuple(sides), rep))

    def _wobble(
        self, sides: Iterable[Side], start_s: float, end_s: float, generator: np.random.Generator
    ) -> None:
        """The board tips to the sides, two or three times in two seconds, the feet with it."""
        times = np.arange(start_s, end_s, 0.35)
        roll = generator.uniform(-5.0, 5.0, times.size)
        roll[[0, -1]] = 0.0
        for leg in sides:
            self._knots(f"{leg}.roll", list(zip(times.tolist(), roll.tolist(), strict=True)))

    def _onto(self, side: Literal["left", "right", "both"]) -> None:
        """Onto one leg, the other held behind in the air; or back onto both."""
        if side == "both":
            held: Side = "left" if self._last("left.free") else "right"
            down = {f"{held}.{name}": 0.0 for name in ("z", "pitch", "shank", "free")}
            self._go(0.6, {**down, f"{held}.x": self._last(f"{held}.x") + 0.15})
            self._go(0.6, {"share": 0.5})
            return
        held = "right" if side == "left" else "left"
        self._go(0.8, {"share": 1.0 if side == "left" else 0.0})
        up = {f"{held}.z": 0.15, f"{held}.pitch": 50.0, f"{held}.shank": 40.0, f"{held}.free": 1.0}
        self._go(0.6, {**up, f"{held}.x": self._last(f"{held}.x") - 0.15})

    def _both(self, seconds: float, **targets: float) -> None:
        self._go(seconds, {f"{leg}.{name}": to for leg in LEGS for name, to in targets.items()})

    def _go(self, seconds: float, targets: dict[str, float]) -> None:
        """Bring tracks to other values, and the time forward."""
        for name, value in targets.items():
            self._knots(name, [(self.now, self._last(name)), (self.now + seconds, value)])
        self.now += seconds

    def _last(self, name: str) -> float:
        return self.knots[name][-1][1]

    def _knots(self, name: str, knots: Iterable[tuple[float, float]]) -> None:
        track = self.knots[name]
        for at, value in knots:
            if at > track[-1][0] + 1e-9:
                track.append((at, value))

    def _done(self, name: str, start_s: float, end_s: float) -> None:
        self.now = end_s
        self.parts.append(Part(name, start_s, end_s))


_POSTURE = ("pitch", "shank", "thigh", "roll")
