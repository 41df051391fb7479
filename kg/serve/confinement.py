"""Takes from a process what a query must not have: the network, and more memory than it may use.

Oxigraph would ask other endpoints for ``SERVICE``, which no option of pyoxigraph turns off. On Linux a filter of system
calls (seccomp) refuses sockets to the process. Elsewhere it may open no file any more, sockets among them; that works
while all files of the database are open already, and RocksDB opens 16.
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import socket
import struct
from dataclasses import dataclass
from pathlib import Path

_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER = 38, 22, 2
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_NUMBER, _ARCHITECTURE = 0, 4  # where they stand in what a filter sees of a call
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050001  # the second: "operation not permitted"
_FOREIGN = 0x40000000  # from here on the same calls have other numbers (x32)


@dataclass(frozen=True, slots=True)
class _Machine:
    """Of an architecture: its name in a filter, and the calls socket, connect, socketpair and io_uring_setup."""

    name: int
    calls: tuple[int, ...]


_MACHINES = {
    "x86_64": _Machine(0xC000003E, (41, 42, 53, 425)),
    "aarch64": _Machine(0xC00000B7, (198, 203, 199, 425)),
}


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_void_p))


def refuse_sockets() -> None:
    """Have the system refuse sockets to this process and all threads that it starts, if the system can."""
    machine = _MACHINES.get(platform.machine())
    if platform.system() != "Linux" or machine is None:
        return
    steps = _steps(machine)
    code = ctypes.create_string_buffer(b"".join(steps), 8 * len(steps))
    program = _Program(len(steps), ctypes.addressof(code))
    libc = ctypes.CDLL(None)
    if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0:
        libc.prctl(_SECCOMP, _FILTER, ctypes.byref(program), 0, 0)


def _steps(machine: _Machine) -> list[bytes]:
    """The filter: refuse calls of another architecture, and those of the list; the last step refuses."""
    last = len(machine.calls) + 5
    steps = [_step(_LOAD, _ARCHITECTURE), _step(_EQUAL, machine.name, unequal=last - 2)]
    steps += [_step(_LOAD, _NUMBER), _step(_AT_LEAST, _FOREIGN, equal=last - 4)]
    steps += [_step(_EQUAL, call, equal=last - number - 1) for number, call in enumerate(machine.calls, start=4)]
    return [*steps, _step(_RETURN, _ALLOW), _step(_RETURN, _REFUSE)]


def _step(code: int, value: int, equal: int = 0, unequal: int = 0) -> bytes:
    return struct.pack("HBBI", code, equal, unequal, value)


def close_off(database: Path) -> bool:
    """Make sure that no socket can be had, now that the files of a database are open.

    Returns:
        Whether that is so. If not, nothing may be answered.
    """
    if _can_connect() and _all_open(database):
        resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    return not _can_connect()


def _can_connect() -> bool:
    try:
        socket.socket().close()
    except OSError:
        return False
    return True


def _all_open(database: Path) -> bool:
    return sum(path.suffix == ".sst" for path in database.iterdir()) <= 16


def limit_memory(amount: int) -> None:
    """Let the process have as many more bytes as it has now; no file is written when it ends for want of them.

    Counted are addresses, for systems limit nothing else; what the libraries have reserved by now does not count.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    ceiling = _addresses() + amount
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard == resource.RLIM_INFINITY or ceiling < hard:
        resource.setrlimit(resource.RLIMIT_AS, (ceiling, ceiling))


def _addresses() -> int:
    return _pages(0)


def resident() -> int:
    """Bytes of memory that the process really holds; 0 where the system does not say."""
    return _pages(1)


def _pages(column: int) -> int:
    try:
        return int(Path("/proc/self/statm").read_text().split()[column]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0
