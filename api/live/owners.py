"""Which process follows which recording: each is followed by one, however many there are."""

from collections.abc import Iterable
from typing import Protocol

from sqlalchemy import URL


class Owners(Protocol):
    """Says which recordings are this process's."""

    async def hold(self, wanted: Iterable[str]) -> frozenset[str]:
        """Hold of those what nobody else holds, and let go of all others; gives what is held."""

    async def stop(self) -> None:
        """Let go of everything."""


class SoleOwner:
    """The only process there is."""

    async def hold(self, wanted: Iterable[str]) -> frozenset[str]:
        """All of them."""
        return frozenset(wanted)

    async def stop(self) -> None:
        """Nothing to let go of."""


def owners_for(url: URL) -> Owners:
    """What goes with a database."""
    if url.get_backend_name() != "postgresql":
        return SoleOwner()
    # Its driver is an optional part of the installation.
    from api.live.locking_owners import LockingOwners

    return LockingOwners(url)
