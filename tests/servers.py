"""Real triple stores on loopback, on ports of their own, and a proxy before them that sees every request."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from kg import cli

VIRTUOSO, ISQL = shutil.which("virtuoso-t"), shutil.which("isql-vt")
OXIGRAPH = Path(sys.executable).with_name("oxigraph")

_INI = """[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
FileExtend = 200
[TempDatabase]
DatabaseFile = {folder}/temp.db
TransactionFile = {folder}/temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
ServerThreads = 10
CheckpointInterval = 0
NumberOfBuffers = 20000
MaxDirtyBuffers = 15000
DirsAllowed = {folder}
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 5
ServerRoot = {folder}
[SPARQL]
ResultSetMaxRows = {rows}
"""


@dataclass(frozen=True)
class Server:
    """A triple store that runs.

    Attributes:
        endpoint: Its SPARQL endpoint.
        user: Who may write, with the password ``dba``; empty where everybody may.
        sql: The port of Virtuoso's own protocol.
        folder: What it may read files from.
    """

    endpoint: str
    user: str
    sql: int
    folder: Path


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on."""
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


@contextmanager
def oxigraph(folder: Path) -> Iterator[Server]:
    """The server of the package ``oxigraph``."""
    (port,) = free_ports(1)
    command = [str(OXIGRAPH), "serve", "--location", str(folder / "db"), "--bind", f"127.0.0.1:{port}"]
    with _running(command, port, folder):
        yield Server(f"http://127.0.0.1:{port}/query", "", 0, folder)


@contextmanager
def oxigraph_with(files: Sequence[Path], folder: Path) -> Iterator[str]:
    """The endpoint of a read-only server that holds these files, each triple also in the default graph."""
    store = str(folder / "oxigraph")
    subprocess.run([str(OXIGRAPH), "load", "-l", store, "-f", *map(str, files)], check=True, capture_output=True)
    (port,) = free_ports(1)
    command = [str(OXIGRAPH), "serve-read-only", "-l", store, "--union-default-graph", "--bind", f"127.0.0.1:{port}"]
    with _running(command, port, folder):
        yield f"http://127.0.0.1:{port}/query"


@contextmanager
def exported(store: Path, folder: Path) -> Iterator[str]:
    """The endpoint of an Oxigraph that holds what a store exports."""
    assert cli.main(["export", str(folder / "graph.trig"), "--store", str(store)]) == 0
    with oxigraph_with([folder / "graph.trig"], folder) as address:
        yield address


@contextmanager
def virtuoso_with(quads: Path, folder: Path, rows: int = 10_000) -> Iterator[str]:
    """The endpoint of a Virtuoso that holds these N-Quads, and gives at most so many rows."""
    shutil.copy(quads, folder / "data.nq")
    load = f"ld_dir('{folder}', 'data.nq', 'urn:none'); rdf_loader_run(); checkpoint;"
    with virtuoso(folder, rows) as server:
        address = f"127.0.0.1:{server.sql}"
        subprocess.run([str(ISQL), address, "dba", "dba", f"exec={load}"], check=True, capture_output=True)
        yield server.endpoint


@contextmanager
def virtuoso(folder: Path, rows: int = 10_000) -> Iterator[Server]:
    """Debian's Virtuoso, with a new database; it gives at most so many rows."""
    http, sql = free_ports(2)
    ini = folder / "virtuoso.ini"
    ini.write_text(_INI.format(folder=folder, http=http, sql=sql, rows=rows), encoding="utf-8")
    with _running([str(VIRTUOSO), "+foreground", "+configfile", str(ini)], http, folder):
        yield Server(f"http://127.0.0.1:{http}/sparql", "dba", sql, folder)


@contextmanager
def _running(command: Sequence[str], port: int, folder: Path) -> Iterator[None]:
    with (folder / "output.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder)
    try:
        _wait(process, port)
        yield
    finally:
        process.kill()
        process.wait()


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            assert process.poll() is None, "the server did not start"
            time.sleep(0.05)
    raise AssertionError("the server does not answer")


@dataclass(frozen=True)
class Request:
    """What was asked; ``graph`` is that of the Graph Store Protocol."""

    method: str
    path: str
    graph: str
    body: bytes
    headers: dict[str, str]

    @property
    def writes(self) -> bool:
        return self.method in ("PUT", "DELETE") or (self.method == "POST" and not self.body.startswith(b"query="))


@dataclass(frozen=True)
class Reply:
    """What the proxy answers itself; status 0 cuts the line."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


_KEPT = "content-type", "www-authenticate", "server"

Rule = Callable[[Request], Reply | None]
"""What the proxy answers itself to a request; None lets it through."""


@dataclass
class Proxy:
    """A server before a server.

    Attributes:
        endpoint: Where it stands for the other's endpoint.
        requests: All that came, in their order.
        rule: What it answers itself.
        server: What it says in the header ``Server``, in place of what the other says.
    """

    endpoint: str
    requests: list[Request] = field(default_factory=list)
    rule: Rule = lambda request: None
    server: str | None = None

    @property
    def writes(self) -> list[Request]:
        return [request for request in self.requests if request.writes]


@contextmanager
def proxy(behind: Server) -> Iterator[Proxy]:
    """Let requests through, and keep them."""
    address = urlsplit(behind.endpoint)
    (port,) = free_ports(1)
    made = Proxy(f"http://127.0.0.1:{port}{address.path}")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = 1 << 16

        def do_GET(self) -> None:
            body = self._body()
            graph = parse_qs(urlsplit(self.path).query).get("graph", [""])[0]
            request = Request(self.command, urlsplit(self.path).path, graph, body, dict(self.headers))
            made.requests.append(request)
            reply = made.rule(request) or self._through(body)
            if not reply.status:
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            self.send_response_only(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)

        do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815 - http.server's names

        def _body(self) -> bytes:
            if self.headers.get("Transfer-Encoding") != "chunked":
                return self.rfile.read(int(self.headers.get("Content-Length") or 0))
            parts = []
            while size := int(self.rfile.readline(), 16):
                parts.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            return b"".join(parts)

        def _through(self, body: bytes) -> Reply:
            there = HTTPConnection(str(address.netloc), timeout=60)
            headers = {name: value for name, value in self.headers.items() if name.lower() != "connection"}
            there.request(self.command, self.path, body or None, headers | {"Connection": "close"})
            answer = there.getresponse()
            data = answer.read()
            there.close()
            kept = {n.title(): v for n, v in answer.getheaders() if n.lower() in _KEPT}
            return Reply(answer.status, kept | ({} if made.server is None else {"Server": made.server}), data)

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    listener = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    listener.daemon_threads = True
    thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield made
    finally:
        listener.shutdown()
        listener.server_close()
        thread.join()
