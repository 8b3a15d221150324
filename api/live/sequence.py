"""Chunks put into the order in which they were sent."""

from dataclasses import dataclass, field

_HELD = 256


@dataclass(slots=True)
class _Stream:
    following: int = 0
    held: dict[int, str] = field(default_factory=dict)


class Sequence:
    """Gives the chunks of one recording in order, each once, whatever order they arrive in.

    A chunk that is missing holds up those of its stream that come after it.
    """

    def __init__(self) -> None:
        self._streams: dict[str, _Stream] = {}
        self._ready: list[str] = []

    def arrived(self, stream: str, number: int, key: str) -> None:
        """Take note of a chunk; one that was given before, or is waiting, changes nothing."""
        one = self._streams.setdefault(stream, _Stream())
        if number < one.following:
            return
        one.held[number] = key
        self._advance(one)
        if len(one.held) > _HELD:
            self._pass_over(one)

    def ready(self) -> list[str]:
        """The keys of the chunks whose turn it is."""
        ready, self._ready = self._ready, []
        return ready

    @property
    def held_up(self) -> bool:
        """Whether chunks wait for one that is missing."""
        return any(stream.held for stream in self._streams.values())

    def go_on(self) -> None:
        """Wait no longer for what is missing; should it come later, it is too late."""
        for stream in self._streams.values():
            if stream.held:
                self._pass_over(stream)

    def _pass_over(self, one: _Stream) -> None:
        one.following = min(one.held)
        self._advance(one)

    def _advance(self, one: _Stream) -> None:
        while (key := one.held.pop(one.following, None)) is not None:
            self._ready.append(key)
            one.following += 1
