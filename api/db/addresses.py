"""A database's address as its different drivers want it."""

from sqlalchemy import URL

_POSTGRESQL = {"postgres", "postgresql"}


def for_engine(url: URL) -> URL:
    """As SQLAlchemy's asynchronous driver takes it, also from one that other programs use."""
    if url.drivername in _POSTGRESQL:
        url = url.set(drivername="postgresql+asyncpg")
    if url.drivername == "postgresql+asyncpg":
        url = _renamed(url, "sslmode", "ssl")
    return url


def for_libpq(url: URL) -> str:
    """As PostgreSQL's own programs take it, with the password."""
    plain = _renamed(url.set(drivername="postgresql"), "ssl", "sslmode")
    return plain.render_as_string(hide_password=False)


def _renamed(url: URL, old: str, new: str) -> URL:
    if old not in url.query:
        return url
    return url.difference_update_query([old]).update_query_dict({new: url.query[old]})
