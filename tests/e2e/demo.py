"""Sites with a demo club, which is the same every time but for the date."""

import time
from collections.abc import Callable
from datetime import datetime

import httpx2

from api.demo.simulated_club import Member, members
from tests.api.people import ok

_LOOK_S = 0.2


def few_trainings(count: int) -> Callable[[], tuple[Member, ...]]:
    """The members of the demo club with their newest trainings only, for which one waits less."""
    few = tuple(_with_newest(one, count) for one in members())
    return lambda: few


def fill_demo(client: httpx2.Client) -> str:
    """Have a demo club filled to its end; gives its organization's id."""
    demo = ok(client.post("/v1/demo"))
    while demo["state"] == "filling":
        time.sleep(_LOOK_S)
        demo = ok(client.get("/v1/demo"))
    assert demo["state"] == "filled", demo["failure"]
    organization_id: str = demo["organization_id"]
    return organization_id


def _with_newest(member: Member, count: int) -> Member:
    numbers = range(len(member.trainings))
    newest = sorted(numbers, key=lambda one: member.trainings[one].days_ago)[:count]

    def recording(number: int, started_at: datetime) -> bytes:
        return member.recording(newest[number], started_at)

    trainings = tuple(member.trainings[one] for one in newest)
    return member.model_copy(update={"trainings": trainings, "recording": recording})
