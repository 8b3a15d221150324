"""What Prometheus reads of one process: counts and times, never who or whose."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
    start_http_server,
)

from api.core.errors import ApiError
from tracker.errors import InputError

_REQUEST_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_ANALYSIS_S = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0)
_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


class Pool(Protocol):
    """A pool of connections that tells how many of them are at work."""

    def checkedin(self) -> int:
        """How many wait."""

    def checkedout(self) -> int:
        """How many are at work."""


class Metrics:
    """The metrics of one process of the server, or of one worker.

    Every label takes one of a few values: an address is named by its route, an error by its kind.
    """

    def __init__(self) -> None:
        registry = self._registry = CollectorRegistry()
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=registry)
        self._requests = Counter(
            "calf_requests", "Requests answered.", ["method", "route", "status"], registry=registry
        )
        self._request_seconds = Histogram(
            "calf_request_seconds",
            "Until a request was answered; of a stream that goes on, until it began.",
            ["method", "route"],
            buckets=_REQUEST_S,
            registry=registry,
        )
        self.in_progress = Gauge(
            "calf_requests_in_progress", "Requests under way.", registry=registry
        )
        self._ingested = Counter(
            "calf_ingested_bytes",
            "Bytes of recordings that were stored, by how they came.",
            ["way"],
            registry=registry,
        )
        self._chunks = Counter(
            "calf_chunks", "Chunks that came, by what became of them.", ["outcome"],
            registry=registry,
        )  # fmt: skip
        self._runs = Counter(
            "calf_runs", "Analyses that ended, by how.", ["status"], registry=registry
        )
        self._analysis_seconds = Histogram(
            "calf_analysis_seconds", "Of one analysis.", buckets=_ANALYSIS_S, registry=registry
        )
        self._queued = Gauge(
            "calf_queue_runs", "Analyses that wait or are under way.", ["status"], registry=registry
        )
        self._queue_age = Gauge(
            "calf_queue_oldest_seconds", "Since the oldest of them was asked for.",
            registry=registry,
        )  # fmt: skip
        self._viewers = Gauge(
            "calf_live_viewers", "Who watches recordings as they happen.", registry=registry
        )
        self._recorders = Gauge(
            "calf_live_recorders", "Recordings that arrive and are watched.", registry=registry
        )
        self._connections = Gauge(
            "calf_database_connections", "Of this process.", ["state"], registry=registry
        )

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request; its route has the names of variables in place of their values."""
        named = method if method in _METHODS else "other"
        self._requests.labels(named, route, str(status)).inc()
        self._request_seconds.labels(named, route).observe(seconds)

    @contextmanager
    def chunk(self, size: int) -> Iterator[list[bool]]:
        """Count a chunk by what comes of it; put down whether it is new."""
        new: list[bool] = []
        try:
            yield new
        except ApiError as error:
            self._chunks.labels(error.slug).inc()
            raise
        except Exception:
            self._chunks.labels(ApiError.slug).inc()
            raise
        stored = any(new)
        self._chunks.labels("stored" if stored else "repeated").inc()
        if stored:
            self._ingested.labels("chunks").inc(size)

    def file(self, size: int) -> None:
        """Count an upload that was stored."""
        self._ingested.labels("file").inc(size)

    def run(self, status: str, seconds: float) -> None:
        """Count an analysis that ended."""
        self._runs.labels(status).inc()
        self._analysis_seconds.observe(seconds)

    @contextmanager
    def viewing(self) -> Iterator[None]:
        """Count somebody who watches, as long as it lasts."""
        with self._viewers.track_inprogress():
            yield

    @contextmanager
    def recording(self) -> Iterator[None]:
        """Count a recording that is watched, as long as it lasts."""
        with self._recorders.track_inprogress():
            yield

    def queue(self, depths: dict[str, int], oldest_s: float) -> None:
        """Put down how many analyses wait or are under way, and since when."""
        for status, depth in depths.items():
            self._queued.labels(status).set(depth)
        self._queue_age.set(oldest_s)

    def pool(self, pool: Pool) -> None:
        """Put down how the connections to the database are used."""
        self._connections.labels("in_use").set(pool.checkedout())
        self._connections.labels("idle").set(pool.checkedin())

    def serve(self, host: str, port: int) -> None:
        """Give them to Prometheus from a thread of this process, which serves nothing else.

        Raises
        ------
        InputError
            If nothing can listen there.
        """
        try:
            start_http_server(port, host, self._registry)
        except OSError as error:
            raise InputError(
                f"Metrics cannot be served at {host}:{port} ({error.strerror}). Choose another "
                "address with --metrics-host and --metrics-port."
            ) from error

    def exposition(self) -> bytes:
        """All of them, as Prometheus reads them."""
        return generate_latest(self._registry)
