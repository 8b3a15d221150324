"""The whole server inside another program, such as the command line's demonstration."""

import asyncio
import errno
import socket
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlencode

import uvicorn

from api.app import create_app
from api.core.data_folder import UploadFolder
from api.core.drain import Drain
from api.core.settings import Settings, load_settings
from api.http.connection_limits import ConnectionLimits, limited_protocol
from api.services import Services
from tracker.errors import InputError

_SHOWN_AS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - nobody listens here


class EmbeddedServer:
    """The real application on a real port, in the running event loop.

    ::

        async with EmbeddedServer(data_dir=folder) as server:
            print(server.url)
            await server.wait_stopped()

    Parameters
    ----------
    data_dir
        Where everything is kept; None takes the settings'.
    host
        Where to listen.
    port
        None takes the settings' port, or a free one where that is taken; 0 takes a free one.

    Raises
    ------
    InputError
        If a setting cannot be used, the port that was asked for is taken, or the database or the
        store cannot be opened.
    """

    def __init__(
        self, data_dir: Path | None = None, host: str = "127.0.0.1", port: int | None = None
    ) -> None:
        self._settings = load_settings(data_dir=data_dir, host=host, port=port)
        self._any_port = port is None
        self._stack = AsyncExitStack()
        self.url = ""
        self.key = ""

    async def __aenter__(self) -> Self:
        """Listen, and return once requests are answered.

        `url` then is the first page's address, and `key` a key of whoever set the server up, good
        until it stops.
        """
        async with AsyncExitStack() as stack:
            listener = stack.enter_context(listen(self._settings, or_any=self._any_port))
            # The application is opened here and not by uvicorn, which would end the whole
            # program where it cannot start.
            app = create_app(self._settings)
            await stack.enter_async_context(app.router.lifespan_context(app))
            self._services: Services = app.state.services
            self.key = await self._services.accounts.local_key()
            stack.push_async_callback(self._services.accounts.revoke_secret, self.key)
            self._server = _Server(
                uvicorn.Config(
                    app,
                    lifespan="off",
                    log_config=None,
                    access_log=False,
                    # The application reads them itself, of the proxies in the settings alone.
                    proxy_headers=False,
                    http=limited_protocol(
                        ConnectionLimits(
                            self._settings.address_connections, self._settings.trusted_proxies
                        )
                    ),
                    ws="none",
                    timeout_graceful_shutdown=round(self._settings.grace_s),
                ),
                self._services.drain,
                self._settings.drain_s,
            )
            self._serving = asyncio.create_task(self._server.serve(sockets=[listener]))
            stack.push_async_callback(self._close)
            await self._server.answering.wait()
            self.url = _url(listener)
            self.port = listener.getsockname()[1]
            self._stack = stack.pop_all()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Answer what is under way, then close everything."""
        await self._stack.aclose()

    async def entry(self, path: str = "/") -> str:
        """An address that signs in whoever set the server up, once, and leads to a page."""
        secret = await self._services.accounts.entry()
        return f"{self.url}/enter?{urlencode({'entry': secret, 'next': path})}"

    @property
    def uploads(self) -> UploadFolder:
        """Where this process keeps uploads while it is taking them."""
        return self._services.uploads

    async def needs_setup(self) -> bool:
        """Whether whoever set the server up has no password yet."""
        return await self._services.organizations.needs_setup()

    def stop(self) -> None:
        """Ask the server to stop; `wait_stopped` returns when it has."""
        self._server.end()

    async def wait_stopped(self) -> None:
        """Serve until `stop` is called or the program is interrupted."""
        await asyncio.wait({self._serving})

    async def _close(self) -> None:
        self.stop()
        await self._serving


class _Server(uvicorn.Server):
    """A uvicorn server that says when it answers and leaves signals to the program around it."""

    def __init__(self, config: uvicorn.Config, drain: Drain, drain_s: float) -> None:
        super().__init__(config)
        self.answering = asyncio.Event()
        self._drain = drain
        self._drain_s = drain_s

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.answering.set()

    def end(self) -> None:
        """Say that it is not ready any more, and after a while take no more requests."""
        if not self._drain.begun:
            self._drain.begin()
            asyncio.get_running_loop().call_later(self._drain_s, self._exit)

    def _exit(self) -> None:
        self.should_exit = True

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def listen(settings: Settings, *, or_any: bool) -> socket.socket:
    """Open the port of the settings, or any free one where it is taken and `or_any`.

    Raises
    ------
    InputError
        If the port is taken, or the address is not this machine's.
    """
    try:
        return _bound(settings.host, settings.port, settings.stalled_s)
    except OSError as error:
        if error.errno == errno.EADDRINUSE and or_any:
            return _bound(settings.host, 0, settings.stalled_s)
        where = f"{settings.host}:{settings.port}"
        if error.errno == errno.EADDRINUSE:
            raise InputError(
                f"{where} is taken by another program; choose another port with --port"
            ) from error
        raise InputError(f"cannot listen at {where}: {error.strerror or error}") from error


def _bound(host: str, port: int, stalled_s: float) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.create_server((host, port), family=family)
    # Connections inherit it. Otherwise the second half of an answer waits until the client has
    # acknowledged the first, often for 40 ms; asyncio itself sets it for sockets of its own.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        # Connections inherit it. Linux then drops what a client does not read, also after the
        # answer is complete; elsewhere such a connection stays until its client is gone.
        milliseconds = max(1, round(1000 * stalled_s))
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, milliseconds)
    return listener


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    shown = _SHOWN_AS.get(host, host)
    return f"http://{f'[{shown}]' if ':' in shown else shown}:{port}"
