"""Sessions of the past, put into the database as an analysis would have."""

from datetime import UTC, datetime, timedelta

from api.core.identifiers import new_id
from api.recordings.models import RecordingRow
from api.sessions.models import FindingRow, RunRow, SessionRow, SummaryRow
from tests.api.house import House
from tests.api.people import ok
from tracker.metrics import CATALOGUE

Numbers = dict[tuple[str, str], float]
"""Metric and side to the value."""


async def athlete_of(house: House) -> str:
    """The profile of who set the server up."""
    (one,) = ok(await house.client.get("/v1/athletes"))["items"]
    found: str = one["id"]
    return found


async def past(
    house: House,
    athlete_id: str,
    days_ago: float,
    numbers: Numbers | None = None,
    *,
    exercise: str = "calf_raise",
    method: str = "foot_imu",
    quality: str = "good",
    uncertainty: float | None = None,
    efforts: int = 10,
    failure: str | None = None,
    fault: str | None = None,
    deleted: bool = False,
) -> str:
    """One session; gives its id."""
    at = datetime.now(UTC) - timedelta(days=days_ago)
    session_id, recording_id, run_id = new_id(), new_id(), new_id()
    status = "done" if failure is None else "failed"
    recording = RecordingRow(
        id=recording_id, athlete_id=athlete_id, created_at=at, fingerprint=new_id(),
        upload_name="a.csv", upload_bytes=1, upload_sha256="x", object_key=new_id(),
        started_at=at, duration_s=3.0, description="{}",
    )  # fmt: skip
    session = SessionRow(
        id=session_id, recording_id=recording_id, athlete_id=athlete_id, run_id=run_id,
        status=status, failure=failure, pipeline_version="test", created_at=at, performed_at=at,
        exercise=exercise, side="left", effort_count=efforts,
        full_effort_count=efforts, deleted_at=at if deleted else None,
    )  # fmt: skip
    run = RunRow(
        id=run_id, session_id=session_id, pipeline_version="test", revision=0, status=status,
        created_at=at,
    )  # fmt: skip
    summaries = [
        SummaryRow(
            session_id=session_id, exercise=exercise, side=side, quantity=quantity,
            athlete_id=athlete_id, performed_at=at, count=3, mean=value, lowest=0.9 * value,
            highest=1.1 * value, unit=CATALOGUE[quantity].unit, method=method, quality=quality,
            uncertainty=uncertainty,
        )
        for (quantity, side), value in (numbers or {}).items()
    ]  # fmt: skip
    async with house.services.database.writing() as rows:
        for row in (recording, session, run, *summaries):
            rows.add(row)
            await rows.flush()
        if fault is not None:
            rows.add(
                FindingRow(
                    run_id=run_id, position=0, code="clipped", severity="error", message=fault
                )
            )
    return session_id
