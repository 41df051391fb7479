"""Runs the application behind uvicorn until a signal ends it, and answers what has been asked by then."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import h11
import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.h11_impl import H11Protocol

from kg.errors import StoreError
from kg.serve.settings import Settings

_BACKLOG = 2048
_IDLE = 15  # seconds that a connection stays open between requests
_DRAIN = 2  # seconds that an answer may need beyond the limit of its query
_SIGNALS = signal.SIGINT, signal.SIGTERM


def listening(host: str, port: int) -> socket.socket:
    """A socket that clients can connect to.

    Args:
        port: 0 for any that is free.

    Raises:
        StoreError: The port is taken, or the host is not one of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    found = socket.socket(
        family, socket.SOCK_STREAM, socket.IPPROTO_TCP
    )  # asyncio sends at once only where it sees TCP
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((host, port))
        found.listen(_BACKLOG)
    except (OSError, OverflowError) as error:
        found.close()
        reason = getattr(error, "strerror", None) or error
        raise StoreError(f"{host}:{port}: {reason}; choose another --port or --host") from error
    return found


def address(listener: socket.socket) -> str:
    """The URL of a server, with a slash at its end."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def run(app: Starlette, listener: socket.socket, settings: Settings, ready: Callable[[], None]) -> None:
    """Serve until SIGTERM or SIGINT; a second one does not wait for answers under way.

    Args:
        ready: Called when requests are answered.

    Raises:
        StoreError: The application cannot start.
    """
    for name in ("uvicorn", "uvicorn.error"):
        logging.getLogger(name).addHandler(logging.NullHandler())  # it would log requests that are no HTTP
        logging.getLogger(name).propagate = False
    config = uvicorn.Config(
        app,
        http=_protocol(settings),
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=_IDLE,
        timeout_graceful_shutdown=int(settings.timeout) + _DRAIN,
    )
    server = _Server(config, ready)
    with listener, suppress(SystemExit):  # uvicorn's, when the application does not start
        asyncio.run(server.serve([listener]))
    if not server.started:
        raise getattr(app.state, "trouble", None) or StoreError("the server could not start")


class _Server(uvicorn.Server):
    """uvicorn's, which says when it is ready, and for which a signal is the usual end and no failure."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        before = {number: signal.signal(number, self._stop) for number in _SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _stop(self, *_: Any) -> None:
        self.force_exit = self.should_exit
        self.should_exit = True


def _protocol(settings: Settings) -> type[asyncio.Protocol]:
    """HTTP for clients that are not patient: the request's head must arrive in time, the answer must flow."""

    class Impatient(H11Protocol):
        _timer: asyncio.TimerHandle | None = None
        _left = 0

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            self._wait_for_head()

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            if self.cycle is None or self.cycle.response_complete:
                self._wait_for_head()
            else:
                self._rest()

        def on_response_complete(self) -> None:
            super().on_response_complete()
            if self.conn.their_state is h11.SEND_BODY:  # it was refused before all of it had come
                self._wait_for_head()

        def connection_lost(self, exc: Exception | None) -> None:
            self._rest()
            super().connection_lost(exc)

        def pause_writing(self) -> None:
            super().pause_writing()
            self._left = self.transport.get_write_buffer_size()
            self._rest()
            self._timer = self.loop.call_later(settings.timeout, self._check_flow)

        def resume_writing(self) -> None:
            super().resume_writing()
            self._rest()

        def _wait_for_head(self) -> None:
            if self._timer is None:
                self._timer = self.loop.call_later(settings.timeout, self.transport.abort)

        def _check_flow(self) -> None:
            left = self.transport.get_write_buffer_size()
            if left >= self._left:
                self.transport.abort()
                return
            self._left = left
            self._timer = self.loop.call_later(settings.timeout, self._check_flow)

        def _rest(self) -> None:
            if self._timer:
                self._timer.cancel()
                self._timer = None

    return Impatient
