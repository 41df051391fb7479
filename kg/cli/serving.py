"""``kg serve``: a line when it is ready, a line when it has stopped."""

from __future__ import annotations

from pathlib import Path

from kg.cli.screen import note
from kg.errors import UsageError
from kg.serve import server
from kg.serve.app import application
from kg.serve.settings import Settings
from kg.store import check

_UNITS = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9}


def serve(store: Path, host: str, port: int, settings: Settings) -> None:
    """Serve a store until a signal stops it.

    Raises:
        StoreError: There is no store, or the port is taken.
    """
    check(store)
    listener = server.listening(host, port)
    where = server.address(listener)
    server.run(
        application(store, settings),
        listener,
        settings,
        lambda: note(f"{store} is served at {where}, SPARQL at {where}sparql; Ctrl-C stops it"),
    )
    note("stopped")


def size(option: str, text: str) -> int:
    """Bytes, as ``2G`` or ``500M``.

    Raises:
        UsageError: It is no size.
    """
    number, unit = text.rstrip("KMGB").strip(), text.lstrip("0123456789. ").removesuffix("B")
    try:
        found = int(float(number) * _UNITS[unit])
    except (ValueError, KeyError, OverflowError):
        found = 0
    if found <= 0:
        raise UsageError(f"{option}: {text!r} is no size; write it as 2G or 500M")
    return found
