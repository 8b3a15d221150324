"""A club with years of sessions, copied straight into the tables of a PostgreSQL database."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import numpy as np
from sqlalchemy import make_url

from tracker.analysis import PIPELINE_VERSION

QUANTITIES = (
    "range_of_motion", "heel_height", "peak_velocity", "mean_velocity", "peak_power", "mean_power",
    "work", "concentric_time", "eccentric_time", "time_under_tension", "tempo_error", "peak_force",
)  # fmt: skip
"""Of each effort."""
SUMMED = QUANTITIES[:6]
"""Of which sessions have summaries."""
_UNITS = dict.fromkeys(QUANTITIES, "m") | {"range_of_motion": "deg"}
_NOW = datetime.now(UTC).replace(microsecond=0)
_Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Size:
    """How much is in the club.

    `sessions` are each athlete's, `efforts` each session's; of the newest `measured` sessions of
    each athlete every effort has all metrics, of the others only the summaries are there.
    """

    athletes: int
    sessions: int
    efforts: int
    measured: int
    team: int


@dataclass(frozen=True, slots=True)
class Club:
    """Where it is, and who sees all of it."""

    dsn: str
    organization_id: str
    user_id: str
    size: Size

    @property
    def team_id(self) -> str:
        """The first athletes' team."""
        return _id(_TEAM, 0)

    def athlete(self, number: int) -> str:
        """Id of an athlete."""
        return _id(_ATHLETE, number % self.size.athletes)

    def session(self, number: int) -> str:
        """Id of an athlete's newest session."""
        return _id(_SESSION, self.size.sessions * (number % self.size.athletes))


_TEAM, _ATHLETE, _CONSENT, _RECORDING, _SESSION, _RUN = range(1, 7)


def _id(kind: int, number: int) -> str:
    return f"{number:08x}-0000-7000-8000-{kind:012x}"


async def fill(address: str, organization_id: str, user_id: str, size: Size) -> Club:
    """Copy a club into a database, and have the planner look at it."""
    dsn = make_url(address).set(drivername="postgresql").render_as_string(hide_password=False)
    connection = await asyncpg.connect(dsn)
    try:
        # What is copied fits together; to look each row's references up would take minutes.
        await connection.execute("SET session_replication_role = replica")
        for table, (columns, rows) in _tables(organization_id, user_id, size).items():
            await connection.copy_records_to_table(table, records=rows, columns=columns.split())
        await connection.execute("SET session_replication_role = origin")
        await connection.execute("ANALYZE")
    finally:
        await connection.close()
    return Club(dsn, organization_id, user_id, size)


def _tables(
    organization_id: str, user_id: str, size: Size
) -> dict[str, tuple[str, Iterator[_Row]]]:
    athletes = range(size.athletes)
    return {
        "teams": (
            "id organization_id name kind created_at",
            iter([(_id(_TEAM, 0), organization_id, "Sprinters", "team", _NOW)]),
        ),
        "athletes": (
            "id organization_id name birth_year sex mass_kg created_at updated_at",
            (
                (
                    _id(_ATHLETE, i),
                    organization_id,
                    f"Athlete {i}",
                    2000,
                    "female",
                    65.0,
                    _NOW,
                    _NOW,
                )
                for i in athletes
            ),
        ),
        "team_athletes": (
            "team_id athlete_id",
            ((_id(_TEAM, 0), _id(_ATHLETE, i)) for i in range(size.team)),
        ),
        "consents": (
            "id athlete_id coach_id basis granted_at",
            ((_id(_CONSENT, i), _id(_ATHLETE, i), user_id, "stated", _NOW) for i in athletes),
        ),
        "recordings": (
            (
                "id athlete_id created_by created_at fingerprint upload_name upload_bytes"
                " upload_sha256 object_key started_at duration_s description"
            ),
            _recordings(user_id, size),
        ),
        "sessions": (
            (
                "id recording_id athlete_id run_id status pipeline_version created_at performed_at"
                " updated_at finished_at exercise side effort_count full_effort_count"
            ),
            _sessions(size),
        ),
        "runs": (
            (
                "id session_id pipeline_version revision status created_at finished_at duration_s"
                " stream_names attempts"
            ),
            _runs(size),
        ),
        "session_summaries": (
            (
                "session_id exercise side quantity athlete_id performed_at count mean lowest"
                " highest unit method quality uncertainty"
            ),
            _summaries(size),
        ),
        "efforts": (
            "id run_id position exercise side start_s top_s end_s full reasons phases",
            _efforts(size),
        ),
        "effort_metrics": (
            "effort_id quantity value unit method quality uncertainty",
            _metrics(size),
        ),
    }


def _each(size: Size) -> Iterator[tuple[int, int, datetime]]:
    """Number of each session, of its athlete, and when it was; an athlete's newest comes first."""
    for number in range(size.athletes * size.sessions):
        athlete, age = divmod(number, size.sessions)
        yield number, athlete, _NOW - timedelta(days=3 * age, minutes=athlete % 1000)


def _recordings(user_id: str, size: Size) -> Iterator[_Row]:
    for number, athlete, at in _each(size):
        digest, key = f"{number:064x}", f"recordings/{number}/upload"
        whose = _id(_ATHLETE, athlete)
        said = (digest, "journal.calf", 300_000, digest, key, at, 60.0, "{}")
        yield (_id(_RECORDING, number), whose, user_id, at, *said)


def _sessions(size: Size) -> Iterator[_Row]:
    for number, athlete, at in _each(size):
        ids = (_id(one, number) for one in (_SESSION, _RECORDING))
        found = ("calf_raise", _side(number), size.efforts, size.efforts)
        times = (at, at, at, at)
        run = (_id(_RUN, number), "done", PIPELINE_VERSION)
        yield (*ids, _id(_ATHLETE, athlete), *run, *times, *found)


def _runs(size: Size) -> Iterator[_Row]:
    for number, _, at in _each(size):
        said = (PIPELINE_VERSION, 0, "done", at, at, 60.0, '["left_foot"]', 1)
        yield (_id(_RUN, number), _id(_SESSION, number), *said)


def _summaries(size: Size) -> Iterator[_Row]:
    draw = np.random.default_rng(1)
    for number, athlete, at in _each(size):
        values = draw.normal(10.0, 1.0, len(SUMMED)).tolist()
        for quantity, mean in zip(SUMMED, values, strict=True):
            key = (_id(_SESSION, number), "calf_raise", _side(number), quantity)
            sums = (size.efforts, mean, mean - 1, mean + 1)
            how = (_UNITS[quantity], "foot_shank_imu", "good", 0.1)
            yield (*key, _id(_ATHLETE, athlete), at, *sums, *how)


def _efforts(size: Size) -> Iterator[_Row]:
    for number, _, _ in _each(size):
        side = _side(number)
        for position in range(size.efforts):
            times = (2.0 * position, 2.0 * position + 1, 2.0 * position + 2)
            where = (number * size.efforts + position + 1, _id(_RUN, number), position)
            phases = '{"concentric": [0.0, 1.0]}'
            yield (*where, "calf_raise", side, *times, True, "[]", phases)


def _metrics(size: Size) -> Iterator[_Row]:
    draw = np.random.default_rng(2)
    for number, _, _ in _each(size):
        if number % size.sessions >= size.measured:
            continue
        values = draw.normal(10.0, 1.0, (size.efforts, len(QUANTITIES))).tolist()
        for position, ours in enumerate(values):
            effort_id = number * size.efforts + position + 1
            for quantity, value in zip(QUANTITIES, ours, strict=True):
                yield (effort_id, quantity, value, _UNITS[quantity], "foot_shank_imu", "good", 0.1)


def _side(number: int) -> str:
    return "left" if number % 2 else "right"
