"""What routes and pages are given: the services of the running app."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query, Request

from api.db.engine import Database
from api.recordings.service import RecordingService
from api.sessions.service import SessionService


@dataclass(frozen=True, slots=True)
class Services:
    """All services of one app."""

    database: Database
    recordings: RecordingService
    sessions: SessionService


def services(request: Request) -> Services:
    """The services, which the app opened when it started."""
    opened: Services = request.app.state.services
    return opened


AllServices = Annotated[Services, Depends(services)]
Limit = Annotated[int, Query(ge=1, le=200, description="At most this many.")]
Offset = Annotated[int, Query(ge=0, le=2**31 - 1, description="Leave out the first ones.")]
