"""Real triple stores on this machine's loopback, for tests: oxigraph's server, and Virtuoso where Debian has it."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

VIRTUOSO = bool(shutil.which("virtuoso-t") and shutil.which("isql-vt"))
_PATIENCE, _STEP = 40, 0.05
_INI = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/temporary.db
TransactionFile = {folder}/temporary.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DirsAllowed = {folder}
NumberOfBuffers = 4000
[HTTPServer]
ServerPort = 127.0.0.1:{port}
[SPARQL]
ResultSetMaxRows = {rows}
"""


@contextmanager
def oxigraph(files: Sequence[Path], folder: Path) -> Iterator[str]:
    """The address of a read-only server that holds these files, each triple also in the default graph."""
    program, store = str(Path(sys.executable).parent / "oxigraph"), str(folder / "oxigraph")
    subprocess.run([program, "load", "-l", store, "-f", *map(str, files)], check=True, capture_output=True)
    port = _free()
    command = [program, "serve-read-only", "-l", store, "--union-default-graph", "--bind", f"127.0.0.1:{port}"]
    with _running(command, port):
        yield f"http://127.0.0.1:{port}/query"


@contextmanager
def virtuoso(quads: Path, folder: Path, rows: int = 10_000) -> Iterator[str]:
    """The address of a Virtuoso that holds these N-Quads, and gives at most so many rows."""
    port, sql = _free(), _free()
    (folder / "virtuoso.ini").write_text(_INI.format(folder=folder, port=port, sql=sql, rows=rows))
    shutil.copy(quads, folder / "data.nq")
    command = ["virtuoso-t", "+wait", "+foreground", "+configfile", str(folder / "virtuoso.ini")]
    with _running(command, port):
        load = f"ld_dir('{folder}', 'data.nq', 'urn:none'); rdf_loader_run(); checkpoint;"
        subprocess.run(["isql-vt", f"127.0.0.1:{sql}", "dba", "dba", f"exec={load}"], check=True, capture_output=True)
        yield f"http://127.0.0.1:{port}/sparql"


@contextmanager
def _running(command: Sequence[str], port: int) -> Iterator[None]:
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _wait_for(port, process)
            yield
        finally:
            process.kill()


def _free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    return port


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(_STEP)
        else:
            return
    pytest.fail("the server does not start")
