"""Promises of ``kg export --for``: the commands that are written load the files, where their programs are installed."""

from __future__ import annotations

import gzip
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import jena
import pyoxigraph as ox
import pytest
import servers
from factories import BASE, dataset, reading
from pyoxigraph import Literal, Quad
from servers import Reply, Server

from kg import cli, push
from kg.endpoint import Login
from kg.errors import UsageError
from kg.export import Options
from kg.push import Target, Wire, bulk
from kg.store import Store
from kg.vocab import SKOS, WD, XSD, named_graph

HOME = named_graph(BASE, "wikidata")
needs_jena = pytest.mark.skipif(not jena.IS_THERE, reason="Debian's libapache-jena-java is not installed")
needs_virtuoso = pytest.mark.skipif(not servers.VIRTUOSO, reason="Debian's virtuoso-opensource is not installed")


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store, with a date that Virtuoso damages."""
    graphs = dataset(reading(source="a.txt"), reading(source="b/ü.txt"))
    graphs[HOME] += [Quad(WD["Q220"], SKOS["note"], Literal("-0044-03-15", datatype=XSD.date), HOME)]
    made = tmp_path_factory.mktemp("store") / "store"
    with Store.open(made, create=True) as store:
        store.replace_all(graphs)
    return made


def written(path: Path, folder: Path, loader: str) -> bulk.Bulk:
    with Store.open(path, read_only=True) as store:
        return bulk.write(store, folder, loader, Options(BASE))


def load(folder: Path, fails: bool = False, **environment: str) -> str:
    """Run the commands from elsewhere, as a user would."""
    done = subprocess.run(
        [folder / "load.sh"], env=os.environ | environment, cwd="/", capture_output=True, text=True, check=False
    )
    assert bool(done.returncode) == fails, done.stdout + done.stderr
    return done.stdout + done.stderr


def promised(folder: Path) -> tuple[int, int]:
    """How many quads in how many graphs the README says that there are."""
    found = re.search(r"it gives (\d+) in (\d+) graphs", (folder / "README.md").read_text(encoding="utf-8"))
    assert found
    return int(found[1]), int(found[2])


def question(folder: Path) -> str:
    """The query of the README."""
    found = re.search(r"^    (SELECT .*)$", (folder / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert found
    return found[1]


def is_up_to_date(server: Server, path: Path) -> bool:
    """Whether a push finds nothing to send."""
    login = Login(server.user, "dba" if server.user else "")
    with Store.open(path, read_only=True) as store, Wire(login) as wire:
        return not push.plan(store, Target.find(server.endpoint, wire), base=BASE).send


def asked(server: Server, query: str) -> tuple[int, int]:
    with Wire(Login()) as wire:
        (row,) = Target.find(server.endpoint, wire).select(query)
    return int(row["quads"]), int(row["graphs"])


# --- commands that run here


@needs_virtuoso
def test_virtuoso_loads_it_with_its_bulk_loader_and_what_is_missing_is_noticed(path: Path, tmp_path: Path) -> None:
    with servers.virtuoso(tmp_path) as server:
        before = asked(server, "SELECT (COUNT(*) AS ?quads) (COUNT(DISTINCT ?g) AS ?graphs) { GRAPH ?g { ?s ?p ?o } }")
        first, *_ = written(path, tmp_path / "out", "virtuoso").files
        total, whole = promised(tmp_path / "out")[0], first.read_bytes()
        quads = gzip.decompress(whole).splitlines(keepends=True)
        for data, there in ((gzip.compress(b"".join(quads[:-1])), total - 1), (whole, total)):
            first.write_bytes(data)
            said = load(tmp_path / "out", there < total, ISQL=str(servers.ISQL), PORT=str(server.sql), PASSWORD="dba")
            assert said == f"{there} of {total} quads are there\n"
        found = asked(server, question(tmp_path / "out"))
        assert (found[0] - before[0], found[1] - before[1]) == promised(tmp_path / "out")
        assert is_up_to_date(server, path)


def test_oxigraph_loads_it_with_its_bulk_loader(path: Path, tmp_path: Path) -> None:
    written(path, tmp_path / "out", "oxigraph")
    programs = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    load(tmp_path / "out", DATABASE=str(tmp_path / "db"), PATH=programs)
    with servers.oxigraph(tmp_path) as server:
        assert asked(server, question(tmp_path / "out")) == promised(tmp_path / "out")
        assert is_up_to_date(server, path)


@needs_jena
def test_jena_loads_it_with_its_bulk_loader(path: Path, tmp_path: Path) -> None:
    written(path, tmp_path / "out", "fuseki")
    java = shlex.join(jena.java(tmp_path / "mended"))
    programs = stub(tmp_path, "tdb2.tdbloader", f'exec {java} tdb2.tdbloader "$@"')
    said = load(tmp_path / "out", DATABASE=str(tmp_path / "db"), PATH=programs)
    assert "WARN" not in said
    answer = jena.run(
        "tdb2.tdbquery",
        tmp_path / "mended",
        "--loc",
        str(tmp_path / "db"),
        "--results",
        "csv",
        question(tmp_path / "out"),
    )
    assert tuple(map(int, answer.split()[-1].split(","))) == promised(tmp_path / "out")


@needs_jena
def test_riot_finds_nothing_to_warn_of(path: Path, tmp_path: Path) -> None:
    files = written(path, tmp_path / "out", "qlever").files
    said = jena.riot(files[0], tmp_path / "mended", "--check", "--count", *map(str, files[1:]))
    assert f": {promised(tmp_path / 'out')[0]} Quads :" in said
    assert not re.search("WARN|ERROR", said), said


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
def test_rdf4j_and_neptune_get_what_their_interfaces_ask_for(path: Path, tmp_path: Path) -> None:
    nobody = Server("http://127.0.0.1:9/repositories/r", "", 0, tmp_path)
    with servers.proxy(nobody) as before:
        before.rule = lambda request: Reply(204)
        files = written(path, tmp_path / "rdf4j", "rdf4j").files
        load(tmp_path / "rdf4j", REPOSITORY=before.endpoint)
        assert [request.body for request in before.requests] == [gzip.decompress(file.read_bytes()) for file in files]
        assert {request.headers["Content-Type"] for request in before.requests} == {"application/n-quads"}
        before.requests.clear()
        written(path, tmp_path / "neptune", "neptune")
        programs = stub(tmp_path, "aws", f'cp -r "$4" {shlex.quote(str(tmp_path / "bucket"))}; echo "$5"')
        said = load(
            tmp_path / "neptune", BUCKET="b", ROLE="arn:r", REGION="eu", ENDPOINT=before.endpoint, PATH=programs
        )
        (request,) = before.requests
        asked_for = json.loads(request.body)
        assert asked_for["source"] in said
        assert asked_for["format"] == "nquads"
        assert len(list((tmp_path / "bucket").iterdir())) == 2


@pytest.mark.skipif(not shutil.which("qlever"), reason="the program qlever is not installed")
def test_qlever_understands_its_file(path: Path, tmp_path: Path) -> None:
    written(path, tmp_path / "out", "qlever")
    said = subprocess.run([tmp_path / "out/load.sh", "--show"], capture_output=True, text=True, check=True).stdout
    assert "zcat data/*.nq.gz | qlever-index" in said
    assert "-F nq" in said


def stub(folder: Path, name: str, script: str) -> str:
    """A program of this name; gives a PATH with it in front."""
    (folder / "programs").mkdir(exist_ok=True)
    program = folder / "programs" / name
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    return f"{folder / 'programs'}:{os.environ['PATH']}"


# --- files


@pytest.mark.parametrize("loader", bulk.loaders())
def test_each_folder_says_how_to_load_what_is_in_it(loader: str, path: Path, tmp_path: Path) -> None:
    made = written(path, tmp_path / "out", loader)
    quads = [quad for file in made.files for quad in lines(file)]
    assert len(quads) == promised(tmp_path / "out")[0]
    assert len({quad.graph_name for quad in quads}) == promised(tmp_path / "out")[1]
    subprocess.run(["sh", "-n", tmp_path / "out/load.sh"], check=True)
    for file in (tmp_path / "out").iterdir():
        if file.is_file():
            assert not re.search(r"\{[{%]|[%}]\}", file.read_text(encoding="utf-8").replace("${", ""))
        if file.suffix == ".ttl":
            assert list(ox.parse(path=str(file), format=ox.RdfFormat.TURTLE, base_iri="file:///config.ttl"))


def test_the_check_in_the_readme_gives_the_hash_beside_it(path: Path, tmp_path: Path) -> None:
    made = written(path, tmp_path / "out", "virtuoso")
    command, told = re.findall(r"^    (zcat .*)\n    ([0-9a-f]{64})$", (tmp_path / "out/README.md").read_text(), re.M)[
        0
    ]
    found = subprocess.run(["sh", "-c", command], cwd=tmp_path / "out", capture_output=True, text=True, check=True)
    assert found.stdout.split()[0] == told == made.written.digest


def test_equal_stores_give_equal_bytes(path: Path, tmp_path: Path) -> None:
    one, two = (written(path, tmp_path / name, "virtuoso") for name in ("one", "two"))
    assert [file.read_bytes() for file in one.files] == [file.read_bytes() for file in two.files]


def test_large_data_are_cut_where_the_loader_has_threads(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(bulk.LOADERS, tmp_path / "loaders")
    (tmp_path / "loaders/virtuoso/layout.toml").write_text('name = "Virtuoso"\nquads = 50\n', encoding="utf-8")
    monkeypatch.setattr(bulk, "LOADERS", tmp_path / "loaders")
    made = written(path, tmp_path / "out", "virtuoso")
    sizes = [len(list(lines(file))) for file in made.files[:-1]]
    assert set(sizes[:-1]) == {50}
    assert sum(sizes) == made.written.count


def lines(file: Path) -> Iterator[Quad]:
    return iter(ox.parse(gzip.decompress(file.read_bytes()), format=ox.RdfFormat.N_QUADS))


# --- the command


def test_it_warns_of_known_damage_and_writes_it_down(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["export", str(tmp_path / "out"), "--for", "virtuoso", "--store", str(path)]) == 0
    warning, summary = capsys.readouterr().err.splitlines()
    assert "years before 1 lose a digit" in warning
    assert "quads in 2 files" in summary
    readme = (tmp_path / "out/README.md").read_text(encoding="utf-8")
    assert "years before 1 lose a digit" in readme
    assert "Jahre vor 1 verlieren" in readme


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["new", "--for", "access"], "its loader is not known; there is fuseki, graphdb"),
        (["old", "--for", "virtuoso"], "is there already"),
        (["no/new", "--for", "virtuoso"], "make it first"),
        (["new", "--for", "virtuoso", "--what", "claims"], "leave --what, --rdf12 and --key out"),
    ],
)
def test_wrong_use_is_one_line_and_leaves_nothing(
    arguments: list[str], said: str, path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "mine.txt").touch()
    assert cli.main(["export", str(tmp_path / arguments[0]), *arguments[1:], "--store", str(path)]) == UsageError.code
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert said in err
    assert [file.name for file in tmp_path.iterdir()] == ["old"]
