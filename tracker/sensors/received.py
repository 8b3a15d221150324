"""Which samples of a run have arrived: what is missing, and what comes twice."""

from bisect import bisect_left, bisect_right


class Received:
    """A set of sample indices, kept as the ranges that are there.

    Parameters
    ----------
    first_index
        Where the run begins; nothing before it is missed.
    """

    def __init__(self, first_index: int) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._first = first_index
        self.count = 0

    @property
    def first_index(self) -> int:
        """Where the run begins."""
        return self._first

    @property
    def end_index(self) -> int:
        """Index after the newest sample; the run's first if there is none."""
        return self._ends[-1] if self._ends else self._first

    def begin_at(self, first_index: int) -> None:
        """Let the run begin earlier than thought; what is missing since then is missed."""
        self._first = min(self._first, first_index)

    def add(self, first: int, end: int) -> tuple[tuple[int, int], ...]:
        """Take the samples ``first … end - 1``; gives the ranges of them that are new."""
        self.begin_at(first)
        # All ranges that touch or overlap the new one become one with it.
        low = bisect_left(self._ends, first)
        high = bisect_right(self._starts, end)
        fresh, at = [], first
        for start, stop in zip(self._starts[low:high], self._ends[low:high], strict=True):
            if start > at:
                fresh.append((at, start))
            at = max(at, stop)
        if at < end:
            fresh.append((at, end))
        if low < high:
            first, end = min(first, self._starts[low]), max(end, self._ends[high - 1])
        self._starts[low:high], self._ends[low:high] = [first], [end]
        self.count += sum(stop - start for start, stop in fresh)
        return tuple(fresh)

    def missing(self, end: int | None = None) -> tuple[tuple[int, int], ...]:
        """Ranges ``(first, end)`` that have not arrived, oldest first.

        Parameters
        ----------
        end
            Index after the last sample that is known to exist; else the newest that came is taken
            for the last.
        """
        edges = [self._first]
        for start, stop in zip(self._starts, self._ends, strict=True):
            edges += [start, stop]
        edges.append(max(self.end_index, end or 0))
        pairs = zip(edges[::2], edges[1::2], strict=True)
        return tuple((start, stop) for start, stop in pairs if stop > start)
