"""Where the server keeps things and how much it takes, from ``CALF_…`` variables or a ``.env``."""

from pathlib import Path
from typing import Annotated, Any

import platformdirs
from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from tracker.errors import InputError

PREFIX = "CALF_"

_Bytes = Annotated[int, Field(gt=0)]


class Settings(BaseSettings):
    """All settings of the server; every one has a default that works on a laptop.

    Parameters
    ----------
    data_dir
        Folder of everything that the two addresses below do not place elsewhere.
    database_url
        SQLAlchemy address with an async driver; None is a SQLite file in `data_dir`.
    storage_url
        ``file:///…``, ``s3://bucket/prefix`` or ``memory://``; None is a folder in `data_dir`.
    host, port
        Where to listen.
    max_upload_bytes
        Of one upload as it comes over the network.
    max_unpacked_bytes, max_zip_members
        Of an uploaded zip.
    max_values
        Samples times channels of one recording, over all its streams.
    analysis_workers
        Recordings analysed at a time.
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

    @property
    def database(self) -> str:
        """The database's address."""
        if self.database_url is not None:
            return self.database_url
        return f"sqlite+aiosqlite:///{(self.data_dir / 'calf.db').absolute().as_posix()}"

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
