"""Uploads made to break the server: each is refused in words, and costs little memory or time."""

import io
import zipfile
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import psutil
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.core.body_limits import ANONYMOUS_BYTES, PLAIN_BYTES
from api.core.errors import MEDIA_TYPE
from api.recordings import reader_process
from tests.api import hostile_readers
from tests.api.house import House, force_csv, opened, standing, zip_of, zipped

pytestmark = pytest.mark.usefixtures("backend")

_GROWN_AT_MOST = 150_000_000


@pytest.fixture
async def small(backend: str, tmp_path: Path) -> AsyncIterator[House]:
    """A server that takes little, so that a test need not send much."""
    async with opened(
        tmp_path,
        max_upload_bytes=5_000_000,
        max_unpacked_bytes=20_000_000,
        max_values=1_000_000,
        reader_memory_bytes=1_500_000_000,
        reader_seconds=20,
    ) as house:
        yield house


def grandchildren() -> set[psutil.Process]:
    """The readers, and nothing that forks them."""
    me = psutil.Process()
    return set(me.children(recursive=True)) - set(me.children())


def bomb(member: str, size: int = 1_000_000_000) -> bytes:
    """A zip of one file of zeros: a megabyte that unfolds to a thousand."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open(member, "w", force_zip64=True) as file,
    ):
        block = bytes(1 << 20)
        for _ in range(size >> 20):
            file.write(block)
    return packed.getvalue()


def lying_bomb() -> bytes:
    """The same, whose directory says that it unfolds to nothing much."""
    data = bytearray(bomb("a.csv", 200_000_000))
    at = data.rfind(b"PK\x01\x02")
    data[at + 24 : at + 28] = (1000).to_bytes(4, "little")
    return bytes(data)


def _wide() -> bytes:
    names = ",".join(f"c{column}" for column in range(400_000)).encode()
    return b"time," + names + b"\n" + b"0," * 400_000 + b"0\n"


HOSTILE: dict[str, tuple[str, Callable[[], bytes]]] = {
    "a bomb": ("a.zip", lambda: bomb("a.csv", 500_000_000)),
    "a bomb that lies of its size": ("a.zip", lying_bomb),
    "a recording whose stream is a bomb": (
        "a.zip",
        lambda: zip_of({"recording.json": b"{}", "plate.csv": b"time,fz\n" + b"0,1\n" * 5_500_000}),
    ),
    "a zip in a zip": ("a.zip", lambda: zip_of({"b.csv": zip_of({"c.csv": force_csv()})})),
    "a zip that is called otherwise": ("a.csv", lambda: zip_of({"b.csv": zip_of({"c.csv": b"1"})})),
    "names that lead out": ("a.zip", lambda: zip_of({"../../../etc/x": b"x", "/etc/y": b"y"})),
    "a thousand members": ("a.zip", lambda: zip_of({f"{n}.csv": b"1" for n in range(1000)})),
    "parquet by its bytes": ("plate.csv", lambda: b"PAR1" + bytes(100) + b"PAR1"),
    "parquet in a zip": ("a.zip", lambda: zip_of({"recording.json": b"{}", "plate.csv": b"PAR1x"})),
    "a manifest without end": ("a.zip", lambda: zip_of({"recording.json": b"[" * 1_000_000})),
    "a manifest of one huge number": (
        "a.zip",
        lambda: zip_of({"recording.json": b"1" * 1_000_000}),
    ),
    "a manifest that leads out": (
        "a.zip",
        lambda: zip_of(
            {
                "recording.json": b'{"format":"calf-recording","version":1,"streams":[{"file":'
                b'"../../../../etc/passwd","kind":"imu","placement":"x","rate_hz":1}]}'
            }
        ),
    ),
    "half a million columns": ("a.csv", _wide),
    "one line without end": ("a.csv", lambda: b"9" * 4_900_000),
    "nothing but line ends": ("a.txt", lambda: b"\n" * 4_900_000),
    "nothing": ("a.csv", lambda: b""),
    "zeros": ("a.c3d", lambda: bytes(4_000_000)),
    "a journal of nothing": ("journal.calf", lambda: b"CALFJNL1" + bytes(1_000_000)),
}


@pytest.mark.parametrize("what", HOSTILE)
async def test_a_hostile_file_is_refused_and_costs_the_server_little(
    small: House, what: str
) -> None:
    name, make = HOSTILE[what]
    data = make()
    assert len(data) < 5_000_000
    before = psutil.Process().memory_info().rss

    answer = await small.upload(data, name)

    assert answer.status_code in {413, 422}, answer.text
    assert answer.headers["content-type"] == MEDIA_TYPE
    assert "/tmp" not in answer.json()["detail"]
    assert psutil.Process().memory_info().rss - before < _GROWN_AT_MOST


async def test_after_all_of_them_the_next_upload_works(small: House) -> None:
    for what in ("a bomb", "half a million columns", "zeros"):
        name, make = HOSTILE[what]
        await small.upload(make(), name)

    assert (await small.upload(zipped(standing()), "set.zip")).status_code == 201


@pytest.mark.parametrize(
    ("work", "seconds", "status", "says"),
    [
        (hostile_readers.loop, 2, 422, "hostile.csv: reading it takes more than 2 s of computing"),
        (hostile_readers.eat, 60, 413, "hostile.csv: reading it takes more than 0.9 GB of memory"),
    ],
)
async def test_a_reader_that_runs_away_is_ended_and_the_next_upload_works(
    backend: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    work: Any,
    seconds: float,
    status: int,
    says: str,
) -> None:
    async with opened(tmp_path, reader_seconds=seconds, reader_memory_bytes=900_000_000) as house:
        before = grandchildren()
        with monkeypatch.context() as patched:
            patched.setattr(reader_process, "_work", work)
            # However busy the machine is, the process gets to its bound.
            patched.setattr(reader_process, "_WAIT_FACTOR", 300.0)
            answer = await house.upload(force_csv(), "hostile.csv")
        assert answer.status_code == status, answer.text
        assert says in answer.json()["detail"]
        assert grandchildren() - before == set()

    async with opened(tmp_path) as house:
        assert (await house.upload(force_csv(), "honest.csv")).status_code == 201


@pytest.mark.parametrize(
    ("content_type", "body", "statuses"),
    [
        ("multipart/form-data", b"x", {400, 422}),
        ("multipart/form-data; boundary=", b"--\r\n", {400, 422}),
        ("multipart/form-data; boundary=x", b"--x\r\n" * 10_000, {400, 422}),
        (
            "multipart/form-data; boundary=x",
            b"--x\r\nContent-Disposition: form-data\r\n",
            {400, 422},
        ),
        ("multipart/form-data; boundary=" + "x" * 5000, b"--x", {400, 422}),
        ("application/x-www-form-urlencoded", b"a=1&" * 5000, {400, 422}),
        ("application/json", b"[" * 200_000, {400, 422}),
        ("application/json", b'{"a":' * 100_000, {400, 422}),
        ("text/plain; charset=nonsense", b"\xff\xfe", {422}),
    ],
)
@pytest.mark.parametrize("path", ["/v1/recordings", "/v1/organizations", "/v1/auth/token"])
async def test_a_malformed_body_is_a_problem(
    house: House, path: str, content_type: str, body: bytes, statuses: set[int]
) -> None:
    answer = await house.client.post(path, content=body, headers={"content-type": content_type})

    too_large = path == "/v1/auth/token" and len(body) > ANONYMOUS_BYTES
    assert answer.status_code in ({413} if too_large else statuses), answer.text
    assert answer.headers["content-type"] == MEDIA_TYPE


async def test_a_form_of_thousands_of_fields_is_refused(house: House) -> None:
    part = b'--x\r\nContent-Disposition: form-data; name="f%d"\r\n\r\n1\r\n'
    body = b"".join(part % one for one in range(5000)) + b"--x--\r\n"

    answer = await house.client.post(
        "/v1/recordings",
        content=body,
        headers={"content-type": "multipart/form-data; boundary=x"},
    )

    assert answer.status_code == 400
    assert answer.headers["content-type"] == MEDIA_TYPE


@pytest.mark.parametrize("stated", [True, False])
@pytest.mark.parametrize(
    ("path", "content_type", "most"),
    [
        ("/v1/organizations", "application/json", PLAIN_BYTES),
        ("/v1/organizations", "multipart/form-data; boundary=x", PLAIN_BYTES),
        ("/v1/auth/token", "application/json", ANONYMOUS_BYTES),
        ("/v1/auth/token", "multipart/form-data; boundary=x", ANONYMOUS_BYTES),
        ("/sign-in", "application/x-www-form-urlencoded", ANONYMOUS_BYTES),
    ],
)
async def test_no_body_is_taken_beyond_its_bound(
    house: House, path: str, content_type: str, most: int, stated: bool
) -> None:
    taken = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal taken
        while taken < 50_000_000:
            taken += 10_000
            yield b" " * 10_000

    headers = {"content-type": content_type} | ({"content-length": "50000000"} if stated else {})
    answer = await house.client.post(path, content=endless(), headers=headers)

    assert answer.status_code == 413
    assert taken <= (0 if stated else most + 20_000)
    assert answer.headers["content-type"] == MEDIA_TYPE
    assert str(most) in answer.json()["detail"]


@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd", "GZIP", "gzip, identity"])
async def test_no_compressed_body_is_unpacked(house: House, encoding: str) -> None:
    answer = await house.client.post(
        "/v1/auth/token", content=b"{}", headers={"content-encoding": encoding}
    )

    assert answer.status_code == 415
    assert answer.headers["content-type"] == MEDIA_TYPE


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(name=st.text(max_size=200), start=st.binary(max_size=40))
async def test_any_name_is_taken_or_refused(house: House, name: str, start: bytes) -> None:
    answer = await house.upload(start, name)

    assert answer.status_code in {201, 400, 422}, answer.text
    # What our reader breaks down on has none.
    assert answer.status_code != 201 or answer.json()["recording"]["streams"]
