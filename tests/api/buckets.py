"""A real S3 endpoint on this machine, for tests."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from uuid import uuid4

import httpx2
from moto.server import ThreadedMotoServer

_HOST = "127.0.0.1"


class Bucket:
    """A new bucket, and the endpoint that has it, which can go away and come back."""

    def __init__(self) -> None:
        self._name = f"calf-{uuid4().hex}"
        self._server = ThreadedMotoServer(_HOST, port=0, verbose=False)
        self._server.start()
        _, self._port = self._server.get_host_and_port()
        httpx2.put(f"{self._endpoint}/{self._name}").raise_for_status()

    @property
    def url(self) -> str:
        """The address for the settings."""
        return f"s3://{self._name}/club"

    @property
    def variables(self) -> Mapping[str, str]:
        """What a process finds it by."""
        return {
            "AWS_ENDPOINT_URL": self._endpoint,
            "AWS_ALLOW_HTTP": "true",
            "AWS_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
        }

    def stop(self) -> None:
        """Nobody answers any more."""
        self._server.stop()

    def start(self) -> None:
        """The same answers again, with all that was stored."""
        self._server = ThreadedMotoServer(_HOST, port=self._port, verbose=False)
        self._server.start()

    @property
    def _endpoint(self) -> str:
        return f"http://{_HOST}:{self._port}"


@contextmanager
def running_bucket() -> Iterator[Bucket]:
    """A bucket as long as the context lasts."""
    bucket = Bucket()
    try:
        yield bucket
    finally:
        bucket.stop()
