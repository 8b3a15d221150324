"""Where the server keeps things and how much it takes, from ``CALF_…`` variables or a ``.env``."""

from pathlib import Path
from typing import Annotated, Any, Literal

import platformdirs
from pydantic import BeforeValidator, Field, ValidationError
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from api.core.client_address import Network, networks_of
from tracker.errors import InputError

PREFIX = "CALF_"

_Bytes = Annotated[int, Field(gt=0)]
_Days = Annotated[int, Field(ge=1, le=36500)]
_Rate = Annotated[str, Field(pattern=r"^\d{1,7}/(second|minute|hour|day)$")]


def _proxies(given: Any) -> Any:
    if not isinstance(given, str):
        return given
    try:
        return networks_of(given)
    except ValueError as error:
        raise PydanticCustomError("proxies", "{reason}", {"reason": str(error)}) from None


_Proxies = Annotated[tuple[Network, ...], NoDecode, BeforeValidator(_proxies)]


class Settings(BaseSettings):
    """All settings of the server; every one has a default that works on a laptop.

    Parameters
    ----------
    data_dir
        Folder of the database and the store, unless the next two place them elsewhere, and of
        uploads that are being read.
    database_url
        ``postgresql://user:password@host/name``, or any SQLAlchemy address with an async driver.
        If it is not set, the database is a SQLite file in the data folder.
    storage_url
        ``s3://bucket/prefix``, ``file:///…`` or ``memory://``. If it is not set, the store is a
        folder in the data folder. A bucket takes its credentials and place from
        ``AWS_ACCESS_KEY_ID``, ``AWS_SECRET_ACCESS_KEY``, ``AWS_REGION`` and, if it is not
        Amazon's, ``AWS_ENDPOINT_URL`` (with ``AWS_ALLOW_HTTP=true`` for plain HTTP). It must
        honour ``If-None-Match: *`` when an object is put.
    host, port
        Where to listen.
    max_upload_bytes
        Largest upload, as it comes over the network.
    max_unpacked_bytes, max_zip_members
        Largest size of an uploaded zip once it is unpacked, and most files in it.
    max_values
        Most samples times channels of one recording, over all its streams.
    analysis_workers
        Recordings that one process analyses at a time.
    jobs
        ``in_process`` analyses in the process that took the upload. ``queue`` leaves it to
        ``calf worker`` processes and needs PostgreSQL. ``auto`` is ``in_process`` with SQLite and
        ``queue`` with PostgreSQL.
    worker_heartbeat_s
        How often a worker reports that it is alive; after three times that, others do its work.
    public_url
        How browsers reach the server, if not at the address where it listens. With ``https``
        browsers send its cookies over nothing else.
    max_chunk_bytes
        Largest chunk of a recording.
    address_connections
        Connections that one client address may have open. Trusted proxies are not counted.
    reader_memory_bytes, reader_seconds
        Memory and processor time that reading one upload may take.
    trusted_proxies
        Addresses and networks of proxies whose ``X-Forwarded-For`` and ``X-Forwarded-Proto`` are
        believed, separated by commas.
    sign_in_rate
        Wrong passwords for an account from one device or network. Each process counts this and
        the rates below for itself.
    address_rate, guess_rate
        Passwords, and other secrets, that a network may try while nobody is signed in.
    request_rate, search_rate, change_rate, grant_rate, founding_rate, upload_rate, export_rate
        Requests of an account: all of them, and those of each class in `api.core.route_costs`.
    people_per_network
        Accounts that may use their full rates through one network at the same time.
    account_streams, network_streams
        Live views, and as many downloads, that an account and a network may have open in one
        process.
    stalled_s
        An answer ends if its client reads nothing for so many seconds.
    founding
        Who may found another organization: ``anyone`` with an account, or ``admins`` of one.
    deleted_kept_days, abandoned_kept_days, audit_kept_days, backups_kept_days
        Days for which a deleted session can be restored, a recording that nobody finished is
        kept, the audit log is kept, and the backup from before an upgrade is kept.
    backed_up
        The version of the database's tables, such as ``0004``, that you backed up yourself: the
        server upgrades these tables without making another backup. PostgreSQL needs it
        for every upgrade of tables; the server says when, and which version.
    webhooks_private
        Whether webhooks may go to addresses of the server's own network.
    metrics_token
        What Prometheus must send as a bearer token. Without it ``/metrics`` answers this machine
        alone, and nobody if a `public_url` says that there is a proxy.
    json_logs
        Whether to log one JSON object a line.
    drain_s, grace_s
        After SIGTERM: how long the server still takes requests while it says that it is not
        ready, so that a proxy notices; and how long requests under way may then last. 15 s later
        the process ends in any case.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", extra="ignore", frozen=True, env_ignore_empty=True
    )

    data_dir: Path = Field(
        default_factory=lambda: platformdirs.user_data_path("calf-tracker", appauthor=False)
    )
    database_url: str | None = None
    storage_url: str | None = None
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    max_upload_bytes: _Bytes = 200_000_000
    max_unpacked_bytes: _Bytes = 1_000_000_000
    max_zip_members: Annotated[int, Field(gt=0)] = 200
    max_values: Annotated[int, Field(gt=0)] = 100_000_000
    analysis_workers: Annotated[int, Field(gt=0, le=64)] = 1
    jobs: Literal["auto", "in_process", "queue"] = "auto"
    worker_heartbeat_s: Annotated[float, Field(ge=0.1, le=600)] = 10.0
    public_url: str | None = None
    trusted_proxies: _Proxies = ()
    max_chunk_bytes: _Bytes = 1_000_000
    address_connections: Annotated[int, Field(gt=0)] = 300
    reader_memory_bytes: _Bytes = 4_000_000_000
    reader_seconds: Annotated[float, Field(gt=0)] = 120.0
    sign_in_rate: _Rate = "10/minute"
    address_rate: _Rate = "60/minute"
    guess_rate: _Rate = "300/minute"
    request_rate: _Rate = "6000/minute"
    search_rate: _Rate = "600/minute"
    change_rate: _Rate = "600/minute"
    grant_rate: _Rate = "600/hour"
    founding_rate: _Rate = "20/hour"
    upload_rate: _Rate = "300/minute"
    export_rate: _Rate = "30/minute"
    people_per_network: Annotated[int, Field(ge=1, le=10_000)] = 60
    account_streams: Annotated[int, Field(ge=1)] = 20
    network_streams: Annotated[int, Field(ge=1)] = 300
    stalled_s: Annotated[float, Field(gt=0, le=3600)] = 30.0
    founding: Literal["anyone", "admins"] = "admins"
    deleted_kept_days: _Days = 30
    abandoned_kept_days: _Days = 30
    audit_kept_days: _Days = 730
    backups_kept_days: _Days = 30
    backed_up: str | None = None
    webhooks_private: bool = False
    metrics_token: str | None = None
    json_logs: bool = False
    drain_s: Annotated[float, Field(ge=0, le=600)] = 0.0
    grace_s: Annotated[float, Field(ge=0, le=600)] = 10.0

    @property
    def database(self) -> str:
        """The database's address."""
        if self.database_url is not None:
            return self.database_url
        return f"sqlite+aiosqlite:///{(self.data_dir / 'calf.db').absolute().as_posix()}"

    @property
    def queued(self) -> bool:
        """Whether analyses are left to workers."""
        if self.jobs == "auto":
            return not self.database.startswith("sqlite")
        return self.jobs == "queue"

    @property
    def storage(self) -> str:
        """The object store's address."""
        if self.storage_url is not None:
            return self.storage_url
        return (self.data_dir / "objects").absolute().as_uri()


def load_settings(**given: Any) -> Settings:
    """Settings from the environment, with those that are given and not None put over them.

    Raises
    ------
    InputError
        Naming the variable and what is wrong with it.
    """
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = PREFIX + "_".join(str(part) for part in first["loc"]).upper()
        raise InputError(f"{name}: {first['msg']}") from None
