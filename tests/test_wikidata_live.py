"""A slice made anew from a real SPARQL endpoint: whole or not at all, whatever the endpoint does on the way."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import wikidata_world as world
from wikidata_world import HEAD, MINISTER, OLD_KING, OLD_PAPER, RIVAL, STATE, UNION, WAR

from kg.endpoint import Endpoint, Patience
from kg.errors import StoreError, UsageError
from kg.model import Date
from kg.wikidata import WikidataSlice, folders, making, tables
from kg.wikidata.selection import Selection

AGENT = "alliances-kg-tests/1 (https://example.org/)"
PATIENCE = Patience(timeout=0.6, deadline=0.8, attempts=3, pause=0.05, longest=5)


@dataclass
class Proxy:
    """Stands before the endpoint and does what it is told, a word for each request; then it just passes on."""

    port: int
    faults: list[str] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    methods: set[str] = field(default_factory=set)
    asked: int = 0
    url: str = ""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """An oxigraph server that holds the world; its port."""
    folder = tmp_path_factory.mktemp("oxigraph")
    (folder / "world.nt").write_text(world.triples(world.world()), encoding="utf-8")
    program, store = str(Path(sys.executable).parent / "oxigraph"), str(folder / "store")
    subprocess.run([program, "load", "-l", store, "-f", str(folder / "world.nt")], check=True, capture_output=True)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [program, "serve-read-only", "-l", store, "--bind", f"127.0.0.1:{port}"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        _wait_for(port)
        yield port
        process.terminate()


@pytest.fixture
def proxy(server: int) -> Iterator[Proxy]:
    """A proxy before the server, without faults yet."""
    made = Proxy(server)
    handler = type("Handler", (_Handler,), {"proxy": made})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as listening:
        made.url = f"http://127.0.0.1:{listening.server_address[1]}/query"
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        yield made
        listening.shutdown()


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return world.old_slice(tmp_path / "slice")


def refresh(url: str, out: Path, patience: Patience = PATIENCE) -> making.Made:
    return making.from_endpoint(Endpoint(url, AGENT, patience), out, lambda *_: None)


def test_the_new_slice_has_what_the_selection_takes(proxy: Proxy, old: Path) -> None:
    made = refresh(proxy.url, old)
    wikidata = WikidataSlice.load(old)
    assert {item.id: item.kind for item in wikidata.items()} == {
        STATE: "SovereignState",
        UNION: "MilitaryAlliance",
        RIVAL: "SovereignState",
        HEAD: "Person",
        MINISTER: "Person",
        WAR: "Conflict",
        OLD_PAPER: "MediaOutlet",
        OLD_KING: "SovereignState",
        world.CITY: "City",
        world.PAPER: "MediaOutlet",
        world.CHIEF: "Person",
        "nil-blatt": "MediaOutlet",
    }
    assert (made.fresh, made.entities, made.unknown_ends) == (10, 12, 1)
    assert wikidata.date == Date(2031, 5, 4)


def test_statements_come_with_dates_as_exact_as_wikidatas(proxy: Proxy, old: Path) -> None:
    refresh(proxy.url, old)
    wikidata = WikidataSlice.load(old)
    (membership,) = wikidata.statements_about(UNION, "P463")[:1]
    assert (membership.subject, str(membership.start), membership.end, membership.rank) == (
        STATE,
        "2004-05",
        None,
        "preferred",
    )
    assert [(each.value, str(each.start)) for each in wikidata.statements(STATE, "P35")] == [(HEAD, "2020-03-02")]
    assert wikidata.statements(RIVAL, "P571")[0].value == "1991-08-24"
    assert wikidata.statements(WAR, "P580")[0].value == "2022-02"


def test_an_office_names_its_holder_and_its_state(proxy: Proxy, old: Path) -> None:
    refresh(proxy.url, old)
    wikidata = WikidataSlice.load(old)
    assert wikidata.holders(STATE, "foreign minister", Date(2022)) == (MINISTER,)
    assert wikidata.holders(UNION, "head of organisation", Date(2020)) == (world.CHIEF,)
    assert wikidata.heads(STATE, Date(2021)) == (HEAD,)
    minister = wikidata.item(MINISTER)
    assert minister
    assert minister.surnames == ("von Muster",)


def test_a_membership_that_ended_on_an_unknown_day_is_not_current(proxy: Proxy, old: Path) -> None:
    refresh(proxy.url, old)
    assert not WikidataSlice.load(old).statements(RIVAL, "P463")


def test_a_membership_without_dates_gets_none(proxy: Proxy, old: Path) -> None:
    refresh(proxy.url, old)
    (kept,) = WikidataSlice.load(old).statements(OLD_KING, "P463")
    assert (kept.start, kept.end) == (None, None)


def test_what_only_the_project_knows_is_kept(proxy: Proxy, old: Path) -> None:
    refresh(proxy.url, old)
    wikidata = WikidataSlice.load(old)
    state = wikidata.item(STATE)
    assert state
    assert (state.label_de, state.adjectives, state.seats, state.prominence) == (
        "Testien",
        ("testisch",),
        ("Testburg",),
        3,
    )
    assert "Republik Testland" in state.aliases
    assert "TL" not in state.aliases
    assert state.demonyms == ("Testländer",)
    assert wikidata.statements(STATE, "P571")[0].source == "own"
    assert wikidata.statements("nil-blatt", "P17")


def test_labels_of_other_sources_give_way_and_stay_as_names(proxy: Proxy, old: Path) -> None:
    refresh(proxy.url, old)
    union = WikidataSlice.load(old).item(UNION)
    assert union
    assert (union.label_en, union.aliases) == ("Union of Tests", ("Test Union",))


def test_what_wikidata_says_replaces_other_words_about_the_same(proxy: Proxy, old: Path) -> None:
    refresh(proxy.url, old)
    values = {each.value for each in WikidataSlice.load(old).statements(STATE, "P463")}
    assert values == {UNION}


def test_every_code_of_a_new_slice_has_its_source(proxy: Proxy, old: Path) -> None:
    refresh(proxy.url, old)
    sources = WikidataSlice.load(old).sources()
    assert sources["wd"] == proxy.url
    assert set(sources) == {"own", "rig", "wd"}


def test_an_endpoint_and_a_dump_give_the_same_slice(proxy: Proxy, old: Path, tmp_path: Path) -> None:
    dump, imported = tmp_path / "world.json", world.old_slice(tmp_path / "imported")
    dump.write_bytes(b"".join(world.lines(world.world())))
    making.from_dump(dump, imported, lambda *_: None)
    refresh(proxy.url, old)
    for name in ("entities.tsv", "statements.tsv", "positions.tsv", "date.txt"):
        assert tables.text(old / name) == tables.text(imported / name)


def test_a_second_refresh_changes_nothing(proxy: Proxy, old: Path) -> None:
    refresh(proxy.url, old)
    before = world.content(old)
    refresh(proxy.url, old)
    assert world.content(old) == before


@pytest.mark.slow
@pytest.mark.parametrize("fault", ["429", "429 date", "500", "503", "cut", "half", "hang up", "silent", "drip"])
def test_a_fault_is_waited_out(proxy: Proxy, old: Path, tmp_path: Path, fault: str) -> None:
    undisturbed = world.old_slice(tmp_path / "undisturbed")
    refresh(proxy.url, undisturbed)
    proxy.faults = ["", fault]
    refresh(proxy.url, old)
    assert not proxy.faults
    assert world.content(old) == world.content(undisturbed)


def test_retry_after_is_honoured(proxy: Proxy) -> None:
    pauses: list[float] = []
    proxy.faults = ["429", "500", "503"]
    endpoint = Endpoint(proxy.url, AGENT, Patience(attempts=4, pause=0.25), pauses.append)
    assert endpoint.select("SELECT (1 AS ?one) {}")[0]["one"]["value"] == "1"
    assert pauses == [1, 0.5, 1]


def test_the_wait_doubles(proxy: Proxy) -> None:
    pauses: list[float] = []
    proxy.faults = ["500"] * 4
    Endpoint(proxy.url, AGENT, Patience(attempts=5, pause=1), pauses.append).select("SELECT * {}")
    assert pauses == [1, 2, 4, 8]


@pytest.mark.parametrize(
    ("fault", "reason", "asked"),
    [
        ("500", "HTTP status 500", 3),
        ("half", "the answer is cut", 3),
        ("cut", "breaks off", 3),
        ("hang up", "asked 3 times", 3),
        ("drip", "takes too long", 3),
        ("text", "is text/plain, not JSON: Please set a User-Agent", 1),
        ("html", "is text/html, not JSON", 1),
        ("429 long", "asks to come again in 86400 seconds", 1),
        ("403", "HTTP status 403", 1),
        ("400", "badly formed", 1),
        ("no bindings", "no JSON results", 3),
    ],
)
@pytest.mark.slow
def test_an_endpoint_that_fails_for_good_leaves_the_old_slice(
    proxy: Proxy, old: Path, fault: str, reason: str, asked: int
) -> None:
    before = world.content(old)
    proxy.faults = ["", ""] + [fault] * 9
    with pytest.raises(StoreError, match=reason) as caught:
        refresh(proxy.url, old, Patience(timeout=0.6, deadline=0.4, attempts=3, pause=0.01, longest=5))
    assert proxy.url in str(caught.value)
    assert proxy.asked == 2 + asked
    assert world.content(old) == before
    assert [path.name for path in old.parent.iterdir()] == [old.name]


def test_no_endpoint_at_all_is_an_error(old: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(StoreError, match="refused"):
        refresh(f"http://127.0.0.1:{port}/query", old)


def test_questions_go_by_post_under_our_name(proxy: Proxy, old: Path) -> None:
    refresh(proxy.url, old)
    assert (proxy.agents, proxy.methods) == ({AGENT}, {"POST"})


def test_the_default_names_program_version_and_address() -> None:
    settings = Selection.load().settings
    assert settings["endpoint"].startswith("https://")
    assert settings["agent"].format(version="1.2").startswith("alliances-kg/1.2 (https://")


@pytest.mark.parametrize("size", [3, 7, 100])
def test_pages_make_the_whole_answer(proxy: Proxy, size: int) -> None:
    query = "SELECT DISTINCT ?item { ?item <http://schema.org/dateModified> ?day } ORDER BY ?item"
    rows = [row["item"]["value"] for row in Endpoint(proxy.url, AGENT, PATIENCE).pages(query, size)]
    assert rows == sorted(f"http://www.wikidata.org/entity/{each['id']}" for each in world.world())


def test_an_endpoint_that_cuts_answers_at_a_round_number_is_asked_on(proxy: Proxy) -> None:
    query = "SELECT ?page { ?page <http://schema.org/about> ?item } ORDER BY ?page"
    whole = [row["page"] for row in Endpoint(proxy.url, AGENT, PATIENCE).pages(query, 10_000)]
    proxy.faults = ["first 100"] * 50
    assert [row["page"] for row in Endpoint(proxy.url, AGENT, PATIENCE).pages(query, 10_000)] == whole
    assert len(whole) > 300


def test_a_refresh_killed_in_the_middle_leaves_the_old_slice(proxy: Proxy, old: Path) -> None:
    before = world.content(old)
    proxy.faults = ["", "", "silent"] + ["drip"] * 99
    code = "import sys; from kg.cli.wikidata import app; app(sys.argv[1:])"
    command = [sys.executable, "-c", code, "refresh", "--endpoint", proxy.url, "--out", str(old)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        while proxy.asked < 3:
            time.sleep(0.01)
        process.kill()
    assert world.content(old) == before


def test_a_slice_that_cannot_be_read_does_not_replace_one(old: Path) -> None:
    from kg.wikidata.weaving import Tables

    before = world.content(old)
    broken = Tables.read(old)
    broken.entities[STATE]["prominence"] = "much"
    with pytest.raises(Exception, match="the old one stays"):
        folders.replace(old, broken)
    assert world.content(old) == before


def test_a_folder_with_other_files_is_not_overwritten(proxy: Proxy, old: Path) -> None:
    (old / "thesis.txt").write_text("four years of work")
    with pytest.raises(UsageError, match=r"thesis\.txt"):
        refresh(proxy.url, old)


def test_without_an_old_slice_the_shipped_one_is_continued(proxy: Proxy, tmp_path: Path) -> None:
    made = refresh(proxy.url, tmp_path / "new")
    shipped = sum(1 for _ in WikidataSlice.load().items())
    assert made.entities == shipped + made.fresh
    assert tables.text(tmp_path / "new" / "README.md").startswith("# A slice of Wikidata")


class _Handler(BaseHTTPRequestHandler):
    proxy: Proxy
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.proxy.asked += 1
        self.proxy.methods.add(self.command)
        self.proxy.agents.add(self.headers["User-Agent"])
        body = self.rfile.read(int(self.headers["Content-Length"]))
        fault = self.proxy.faults.pop(0) if self.proxy.faults else ""
        status, kind, answer = self._pass_on(body)
        if fault[:3].isdigit():
            self._refuse(int(fault[:3]), fault[4:])
        elif fault in ("text", "html"):
            notice = b"Please set a User-Agent that says who you are"
            self._send(200, "text/plain" if fault == "text" else "text/html", notice, len(notice))
        elif fault == "no bindings":
            self._send(200, kind, b'{"head": {}}', 12)
        elif fault == "half":
            self._send(status, kind, answer[: len(answer) // 2], len(answer) // 2)
        elif fault == "cut":
            self._send(status, kind, answer[: len(answer) // 2], len(answer))
        elif fault == "first 100":
            found = json.loads(answer)
            found["results"]["bindings"] = found["results"]["bindings"][:100]
            short = json.dumps(found).encode()
            self._send(status, kind, short, len(short))
        elif fault == "silent":
            time.sleep(0.9)
        elif fault == "drip":
            self._drip(kind, answer)
        elif fault != "hang up":
            self._send(status, kind, answer, len(answer))
        self.close_connection = True

    def _pass_on(self, body: bytes) -> tuple[int, str, bytes]:
        connection = HTTPConnection("127.0.0.1", self.proxy.port, timeout=30)
        kept = {name: self.headers[name] for name in ("Content-Type", "Accept")}
        connection.request("POST", "/query", body, kept)
        response = connection.getresponse()
        answer = response.status, response.headers["Content-Type"], response.read()
        connection.close()
        return answer

    def _refuse(self, status: int, when: str) -> None:
        seconds = {"": "1", "long": "86400"}.get(when) or self.date_time_string(int(time.time()) + 1)
        self.send_response(status)
        if status in (429, 503):
            self.send_header("Retry-After", seconds)
        self.send_header("Content-Length", "4")
        self.end_headers()
        self.wfile.write(b"busy")

    def _send(self, status: int, kind: str, answer: bytes, length: int) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(length))
        self.end_headers()
        self.wfile.write(answer)

    def _drip(self, kind: str, answer: bytes) -> None:
        """A byte now and then: no silence that a socket's timeout would end."""
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        for byte in answer[:30]:
            try:
                self.wfile.write(bytes([byte]))
                self.wfile.flush()
            except OSError:
                return
            time.sleep(0.1)

    def log_message(self, format: str, *args: object) -> None:
        pass


def _wait_for(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    pytest.fail("the server does not start")
