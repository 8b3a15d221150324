"""The databases of the server's own tests, for benchmarks of the server."""

from tests.api.conftest import backend, postgres

__all__ = ["backend", "postgres"]
