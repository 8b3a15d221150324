"""What every decoder makes of a sensor's packets."""

from dataclasses import dataclass, field
from typing import Any, Protocol

from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """Successive samples, placed on their run's count.

    Parameters
    ----------
    run
        Counts the sensor's restarts as seen here, from 0. Index and clock of two runs are not
        related.
    first_index
        Index of the first sample, no longer modulo anything; a sample keeps its index whatever the
        packet it came in.
    t_us
        Time of the first sample on the sensor's own clock, likewise. A sensor that tells no time
        has its samples counted at the stated rate from their arrival.
    counts
        (n, channels), n at least 1. Integers are a converter's counts; floating-point numbers are
        what the sensor sent as such. Either times the channel's scale is the value in its unit.
    """

    run: int
    first_index: int
    t_us: float
    counts: NDArray[Any] = field(repr=False)

    @property
    def end_index(self) -> int:
        """Index after the last sample."""
        return self.first_index + len(self.counts)


class Decoder(Protocol):
    """Decodes the packets of one sensor in the order of their arrival.

    The same packets with the same times of arrival always give the same samples, live or years
    later.
    """

    def feed(self, payload: bytes, arrival_ns: int) -> tuple[Samples, ...]:
        """Decode one packet; empty if it completes no sample yet.

        Parameters
        ----------
        payload
            As it was notified.
        arrival_ns
            Host clock when it arrived.

        Raises
        ------
        PacketError
            If the bytes are nothing that the profile allows, or contradict the packets before.
        """
