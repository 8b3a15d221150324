"""Which sensors have begun to send data, and what a person learns about the others."""

import asyncio

from rich.console import Console

from tracker.sensors.ble.client import LinkState
from tracker.sensors.placements import placement_label
from tracker.sensors.session import LinkReport, RecordingSession

PATIENCE_S = 2.0
"""After this time a sensor without data is named. Most sensors send within a second."""

_LOOK_EVERY_S = 0.25
_LOOKS = round(PATIENCE_S / _LOOK_EVERY_S)
"""Looks instead of seconds: a program that was busy itself has not seen what arrived meanwhile."""


class DataArrival:
    """Follows the first data of each sensor of a session.

    Parameters
    ----------
    console
        Where sensors without data are named.
    session
        Entered already.

    Attributes
    ----------
    complete
        Set once every sensor has sent data.
    """

    def __init__(self, console: Console, session: RecordingSession) -> None:
        self._console = console
        self._session = session
        self._looks = 0
        self._named: set[str] = set()
        self.complete = asyncio.Event()

    async def watch(self) -> None:
        """Name each sensor that sends nothing, once, and tell when its data arrive; never ends."""
        while True:
            self._looks += 1
            links = self._session.links()
            for name, link in links.items():
                self._follow(name, link)
            if all(link.samples for link in links.values()):
                self.complete.set()
            await asyncio.sleep(_LOOK_EVERY_S)

    def _follow(self, name: str, link: LinkReport) -> None:
        label = placement_label(name)
        if link.samples and name in self._named:
            self._named.remove(name)
            self._print(f"{label}: data arriving.", "green")
        elif not link.samples and name not in self._named and self._looks > _LOOKS:
            self._named.add(name)
            if link.state is LinkState.LOST:
                self._print(f"{label}: connection lost before any data. Reconnecting.", "yellow")
            else:
                longest_s = self._session.client(name).first_data_s
                self._print(
                    f"{label}: connected, no data yet. This can take up to {longest_s:g} s; if "
                    "nothing comes, switch the sensor off and on.",
                    "yellow",
                )

    def _print(self, text: str, style: str) -> None:
        self._console.print(text, style=style, markup=False, soft_wrap=True)


def nothing_recorded(names: tuple[str, ...]) -> str:
    """What to tell a person whose sensors, by placement, sent nothing at all."""
    labels = [name.replace("_", " ") for name in names]
    listed = " and ".join([", ".join(labels[:-1]), labels[-1]]) if len(labels) > 1 else labels[0]
    return (
        f"Nothing recorded: {listed} connected but sent no data. Switch the sensors off and on, "
        "bring them near, close other apps that use them, and record again."
    )
