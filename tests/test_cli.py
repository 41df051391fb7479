"""Promises of the command line: data on stdout, one line for every trouble, the exit codes of DESIGN.md."""

from __future__ import annotations

import csv
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from kg import cli

MEMBERS = "Armenien, Kasachstan und Kirgistan sind Mitglieder der OVKS."
AWAY = "Die Regierung in Astana hat sich von Russland distanziert."
ENGLISH = "The ministers have agreed on a treaty that Armenia will sign with the European Union in May."
CHINESE = "中国外交部发言人表示，中国支持联合国的工作，并希望各方保持克制。"
COMMANDS = ("build", "query", "queries", "export", "explain", "eval", "demo")


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str


Kg = Callable[..., Outcome]


@pytest.fixture
def kg(capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Kg:
    """Run a command in this process."""
    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments: object) -> Outcome:
        capfdbinary.readouterr()
        code = cli.main([str(argument) for argument in arguments])
        out, err = capfdbinary.readouterr()
        return Outcome(code, out.decode(), err.decode())

    return run


def started(*arguments: object, **options: object) -> subprocess.Popen[bytes]:
    """A command in a process of its own."""
    words = [sys.executable, "-m", "kg", *map(str, arguments)]
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)  # type: ignore[call-overload,no-any-return]


def ended(process: subprocess.Popen[bytes]) -> Outcome:
    out, err = process.communicate(timeout=120)
    return Outcome(process.returncode, out.decode(), err.decode())


def is_one_line(err: str) -> bool:
    return err.startswith("kg: ") and err.count("\n") == 1 and "Traceback" not in err


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of two short articles."""
    folder = tmp_path_factory.mktemp("built")
    articles = folder / "articles"
    articles.mkdir()
    (articles / "bund.txt").write_text(MEMBERS, encoding="utf-8")
    (articles / "astana.txt").write_text(AWAY, encoding="utf-8")
    assert cli.main(["build", str(articles), "--store", str(folder / "store"), "--date", "2022-09-14"]) == 0
    return folder / "store"


# --- help


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_a_command_has_an_example(command: str, kg: Kg) -> None:
    shown = kg(command, "--help")
    assert shown.code == 0
    assert f"Example: kg {command}" in shown.out


def test_kg_alone_shows_the_commands(kg: Kg) -> None:
    shown = kg()
    assert shown.code == 0
    assert all(command in shown.out for command in COMMANDS)


@pytest.mark.parametrize(
    ("arguments", "unwanted"),
    [
        (["--help"], {"spacy", "rdflib", "pandas", "pyoxigraph", "numpy"}),
        (["queries"], {"spacy", "rdflib", "pandas", "numpy"}),
        (["query", "articles-read"], {"spacy", "rdflib", "pandas", "numpy"}),
    ],
)
def test_a_light_command_imports_nothing_heavy(arguments: list[str], unwanted: set[str], store: Path) -> None:
    code = "import sys; from kg.cli import main; main(sys.argv[1:]); print(sorted(sys.modules), file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env=os.environ | {"KG_STORE": str(store)},
        capture_output=True,
        check=True,
        text=True,
    )
    loaded = set(re.findall(r"'(\w+)'", done.stderr))
    assert "kg" in loaded
    assert not loaded & unwanted


# --- build


def test_a_build_says_what_became_of_each_input(tmp_path: Path, kg: Kg) -> None:
    (tmp_path / "gut.txt").write_text(MEMBERS, encoding="utf-8")
    (tmp_path / "leer.txt").touch()
    (tmp_path / "bild.txt").write_bytes(b"\x00\x01" * 100)
    (tmp_path / "kaputt.txt").write_bytes("Wüste Übergänge für Große".encode() + b" \xc3 und mehr")
    (tmp_path / "lang.txt").write_bytes(b"Armenien ist Mitglied. " * 2_300_000)
    (tmp_path / "english.txt").write_text(ENGLISH, encoding="utf-8")
    (tmp_path / "chinesisch.txt").write_text(CHINESE, encoding="utf-8")
    done = kg("build", tmp_path, "--store", tmp_path / "store")
    assert done.code == 1
    assert done.out == ""
    for line in (
        "kg: skipped leer.txt: empty",
        "kg: skipped bild.txt: a binary file",
        "kg: skipped kaputt.txt: broken UTF-8",
        "kg: skipped lang.txt: longer than 5 MB",
        "kg: skipped english.txt: English text: no pipeline",
        "kg: skipped chinesisch.txt: Chinese text: no pipeline",
        "kg: 1 article read, 3 claims; 6 skipped",
    ):
        assert line in done.err
    assert kg("query", "articles-read", "--store", tmp_path / "store", "-f", "csv").out.count("gut.txt") == 1


def test_a_second_build_leaves_alone_what_has_not_changed(tmp_path: Path, kg: Kg) -> None:
    (tmp_path / "a.txt").write_text(MEMBERS, encoding="utf-8")
    (tmp_path / "b.txt").write_text(AWAY, encoding="utf-8")
    store = tmp_path / "store"
    assert "2 articles read" in kg("build", tmp_path / "a.txt", tmp_path / "b.txt", "--store", store).err
    (tmp_path / "b.txt").write_text(MEMBERS, encoding="utf-8")
    again = kg("build", tmp_path / "a.txt", tmp_path / "b.txt", "--store", store)
    assert again.code == 0
    assert "1 article read" in again.err
    assert "1 unchanged" in again.err


def test_where_nothing_can_be_read_the_code_says_so(tmp_path: Path, kg: Kg) -> None:
    (tmp_path / "leer.txt").touch()
    assert kg("build", tmp_path / "leer.txt", "--store", tmp_path / "store").code == 3


def test_articles_come_from_standard_input(tmp_path: Path) -> None:
    line = json.dumps({"id": "n-1", "text": MEMBERS, "date": "2022-09-14"}) + "\n"
    process = started("build", "-", "--store", tmp_path / "store", stdin=subprocess.PIPE)
    _, err = process.communicate(line.encode(), timeout=120)
    assert process.returncode == 0, err
    with_date = ended(started("query", "articles-read", "--store", tmp_path / "store", "-f", "csv"))
    assert "n-1,2022-09-14,,3" in with_date.out


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["build", "nix.txt"], 3, "nix.txt: no such file"),
        (["build", "folder"], 3, "folder: no articles in this folder"),
        (["build", "a.txt", "--date", "gestern"], 2, "--date: 'gestern' is no date"),
        (["build", "a.txt", "--lang", "xx"], 2, "--lang xx: there is no pipeline"),
        (["build", "a.txt", "--base", "here"], 2, "--base: 'here' must be an absolute IRI"),
        (["build", "a.txt", "--slice", "folder"], 3, "no part of a Wikidata slice"),
        (["build", "a.txt", "--store", "folder/other"], 4, "folder/other is not a store"),
        (["build"], 2, "Missing argument"),
        (["bild"], 2, "No such command 'bild'"),
        (["build", "a.txt", "--fast"], 2, "No such option"),
        (["query", "articles-read", "--store", "nix"], 4, "nix: there is no store"),
        (["query", "claim-about"], 2, "did you mean claims-about"),
        (["query", "claims-about"], 2, "needs the parameter entity"),
        (["query", "claims-about", "-p", "entity=Kasachstan land"], 2, "is not a QID"),
        (["query", "claims-about", "-p", "entity"], 2, "write it as key=value"),
        (["query", "articles-read", "-f", "yaml"], 2, "--format yaml: there is table"),
        (["query", "nix.rq"], 3, "nix.rq: No such file"),
        (["query", "broken.rq"], 2, "broken: SPARQL is broken, error at 1:"),
        (["query", "update.rq"], 2, "update: no query: it must be SELECT, ASK"),
        (["query", "empty.rq"], 2, "it ends too early"),
        (["query", "header.rq"], 3, "header: the header lacks"),
        (["query", "service.rq"], 2, "SERVICE"),
        (["export", "nix/out.ttl"], 2, "there is no folder nix"),
        (["export", "out.doc"], 2, "graph cannot be written as .doc"),
        (["export", "out.csv", "--what", "all"], 2, "no export of 'all'"),
        (["explain", "Q999999999"], 2, "Q999999999 is in neither"),
        (["explain", "0123456789abcdef"], 2, "no such claim"),
        (["explain", "Kasachstan"], 2, "give a QID"),
        (["eval", "nix.json"], 3, "nix.json: No such file"),
        (["eval", "a.txt"], 3, "a.txt: no gold annotation"),
        (["eval", "folder"], 3, "folder: no gold texts"),
        (["eval", "a.txt", "--save", "nix/figures.json"], 2, "there is no folder nix"),
        (["eval", "gold.jsonl", "--diff", "a.txt"], 3, "a.txt: not what kg eval --save wrote"),
    ],
)
def test_trouble_is_one_line_and_a_code(
    arguments: Sequence[str], code: int, says: str, tmp_path: Path, store: Path, kg: Kg, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KG_STORE", str(store))
    (tmp_path / "folder" / "other").mkdir(parents=True)
    (tmp_path / "folder" / "other" / "letter.doc").touch()
    (tmp_path / "a.txt").write_text(MEMBERS, encoding="utf-8")
    (tmp_path / "gold.jsonl").touch()
    (tmp_path / "broken.rq").write_text("SELECT ?x { ?x", encoding="utf-8")
    (tmp_path / "update.rq").write_text("DELETE WHERE { ?x ?y ?z }", encoding="utf-8")
    (tmp_path / "empty.rq").touch()
    (tmp_path / "header.rq").write_text("#+ summary: x\nSELECT ?x { ?x ?y ?z }", encoding="utf-8")
    (tmp_path / "service.rq").write_text("SELECT ?x { SERVICE <http://x.org> { ?x ?y ?z } }", encoding="utf-8")
    done = kg(*arguments)
    assert (done.code, done.out) == (code, "")
    assert is_one_line(done.err), done.err
    assert says in done.err


def test_a_store_that_another_process_writes_to_is_refused_but_can_be_read(store: Path, kg: Kg, tmp_path: Path) -> None:
    hold = (
        "import sys; from pathlib import Path; from kg.store import Store\n"
        "store = Store.open(Path(sys.argv[1])); print(1, flush=True); input()"
    )
    writer = subprocess.Popen([sys.executable, "-c", hold, store], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert writer.stdout
    writer.stdout.readline()
    (tmp_path / "a.txt").write_text(MEMBERS, encoding="utf-8")
    done = kg("build", tmp_path / "a.txt", "--store", store)
    read = kg("query", "articles-read", "--store", store)
    writer.communicate(b"\n", timeout=60)
    assert done.code == 4
    assert is_one_line(done.err)
    assert f"writing by process {writer.pid}" in done.err
    assert read.code == 0


def test_a_full_disk_is_one_line_and_the_store_stays_whole(tmp_path: Path, store: Path, kg: Kg) -> None:
    """Files that may not grow stand for the disk: the system refuses to write in the same way."""
    big = tmp_path / "big.jsonl"
    lines = (json.dumps({"id": f"n{number}", "text": f"{MEMBERS} Bericht {number}."}) for number in range(400))
    big.write_text("\n".join(lines), encoding="utf-8")

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))

    copy = tmp_path / "store"
    assert kg("build", tmp_path / "big.jsonl", "--store", copy, "--lang", "xx").code == 2
    subprocess.run(["cp", "-r", store, copy], check=True)
    done = ended(started("build", big, "--store", copy, preexec_fn=limit))
    assert done.code == 4, done.err
    assert is_one_line(done.err), done.err
    assert str(copy) in done.err
    rows = kg("query", "articles-read", "--store", copy, "-f", "csv").out.splitlines()[1:]
    assert all(row.endswith((",1", ",3")) for row in rows), "an article is there in part"
    after = kg("build", big, "--store", copy)
    assert after.code == 0
    assert len(kg("query", "articles-read", "--store", copy, "-f", "csv").out.splitlines()) == 403


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_full_disk_behind_the_output_is_one_line(store: Path, unbuffered: str) -> None:
    environment = os.environ | {"PYTHONUNBUFFERED": unbuffered}
    with Path("/dev/full").open("wb") as full:
        words = [sys.executable, "-m", "kg", "query", "articles-read", "--store", str(store)]
        done = subprocess.run(
            words, stdout=full, stderr=subprocess.PIPE, timeout=60, check=False, text=True, env=environment
        )
    assert done.returncode == 4
    assert is_one_line(done.stderr)


def test_a_reader_that_has_enough_ends_the_command_quietly(store: Path, tmp_path: Path) -> None:
    (tmp_path / "all.rq").write_text("SELECT * { ?s ?p ?o } LIMIT 100000", encoding="utf-8")
    with started("query", tmp_path / "all.rq", "--store", store, "-f", "tsv") as process:
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.stdout.close()
        assert process.wait(60) == 141
        assert process.stderr.read() == b""


def test_ctrl_c_in_a_build_is_one_line_and_the_next_run_goes_on(tmp_path: Path, kg: Kg) -> None:
    texts = [f"{MEMBERS} Das steht in Bericht {number}." for number in range(500)]
    (tmp_path / "many.jsonl").write_text(
        "\n".join(json.dumps({"id": f"n{number:04}", "text": text}) for number, text in enumerate(texts)),
        encoding="utf-8",
    )
    store = tmp_path / "store"
    process = started("build", tmp_path / "many.jsonl", "--store", store, preexec_fn=_listen)
    _wait_until_articles_are_written(store, process)
    process.send_signal(signal.SIGINT)
    done = ended(process)
    assert done.code == 130, done.err
    assert is_one_line(done.err), done.err
    assert "the same command goes on" in done.err
    rows = kg("query", "articles-read", "--store", store, "-f", "csv").out.splitlines()[1:]
    assert 0 < len(rows) < len(texts)
    assert all(row.endswith(",3") for row in rows), "an article is there in part"
    after = kg("build", tmp_path / "many.jsonl", "--store", store)
    assert after.code == 0
    assert f"{len(rows)} unchanged" in after.err
    assert len(kg("query", "articles-read", "--store", store, "-f", "csv").out.splitlines()) == len(texts) + 1


def _listen() -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def _wait_until_articles_are_written(store: Path, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 100
    while len(list((store / "texts").glob("*.txt"))) < 3:
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.02)


# --- query


def test_a_table_says_labels_instead_of_addresses(store: Path, kg: Kg) -> None:
    done = kg("query", "who-distances-from-whom", "--store", store)
    assert done.code == 0
    assert re.search(r"Kazakhstan +Russia +positive +asserted", done.out)
    assert re.search(r"claim:[0-9a-f]{8}\b", done.out)
    assert "http" not in done.out


@pytest.mark.parametrize(
    ("form", "begins"),
    [("csv", "who,whom,"), ("tsv", "?who\t?whom\t"), ("json", '{"head":{"vars":["who"'), ("xml", "<?xml")],
)
def test_rows_come_in_the_formats_of_sparql(form: str, begins: str, store: Path, kg: Kg) -> None:
    assert kg("query", "who-distances-from-whom", "--store", store, "--format", form).out.startswith(begins)


def test_a_large_answer_is_whole_also_without_a_buffer(store: Path, tmp_path: Path) -> None:
    (tmp_path / "all.rq").write_text("SELECT * { ?s ?p ?o } LIMIT 20000", encoding="utf-8")
    with started(
        "query", tmp_path / "all.rq", "--store", store, "-f", "csv", env=os.environ | {"PYTHONUNBUFFERED": "1"}
    ) as process:
        assert process.stdout
        assert sum(1 for _ in csv.reader(line.decode() for line in process.stdout)) == 20_001


def test_a_query_without_rows_says_so_on_stderr(store: Path, kg: Kg) -> None:
    done = kg("query", "casualties", "--store", store)
    assert (done.code, done.out, done.err) == (0, "", "kg: no rows\n")


def test_ask_and_construct_have_answers_of_their_own(store: Path, kg: Kg, tmp_path: Path) -> None:
    (tmp_path / "ask.rq").write_text("ASK { wd:Q399 kg:memberOf wd:Q318693 }", encoding="utf-8")
    (tmp_path / "make.rq").write_text(
        "CONSTRUCT { ?s kg:memberOf wd:Q318693 } WHERE { ?s kg:memberOf wd:Q318693 }", encoding="utf-8"
    )
    assert kg("query", tmp_path / "ask.rq", "--store", store).out == "yes\n"
    made = kg("query", tmp_path / "make.rq", "--store", store).out
    assert "@prefix wd:" in made
    assert "wd:Q399 kg:memberOf wd:Q318693 ." in made
    assert kg("query", tmp_path / "make.rq", "--store", store, "-f", "csv").code == 2


def test_a_query_comes_from_standard_input(store: Path) -> None:
    process = started("query", "-", "--store", store, stdin=subprocess.PIPE)
    out, _ = process.communicate(b"ASK { wd:Q232 kg:memberOf wd:Q318693 }", timeout=60)
    assert out == b"yes\n"


def test_ctrl_c_ends_a_query_that_would_take_hours(store: Path) -> None:
    process = started("query", "-", "--store", store, stdin=subprocess.PIPE, preexec_fn=_listen)
    assert process.stdin
    process.stdin.write(b"SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f }")
    process.stdin.close()
    process.stdin = None
    time.sleep(2)
    assert process.poll() is None
    process.send_signal(signal.SIGINT)
    assert ended(process).code == -signal.SIGINT


def test_the_catalogue_has_both_languages_and_the_parameters(kg: Kg) -> None:
    shown = kg("queries").out
    assert "Which members of the CSTO border China?" in shown
    assert "Welche Mitglieder der OVKS grenzen an China?" in shown
    assert "state = Q148" in shown
    assert "entity (needed)" in shown


# --- export, explain, eval, demo


def test_an_export_says_how_much_it_wrote(store: Path, kg: Kg, tmp_path: Path) -> None:
    done = kg("export", tmp_path / "claims.jsonl", "--what", "claims", "--store", store)
    records = [json.loads(line) for line in (tmp_path / "claims.jsonl").read_text(encoding="utf-8").splitlines()]
    assert done.code == 0
    assert f"{len(records)} claims" in done.err
    assert {record["predicate"] for record in records} == {"memberOf", "distancesFrom"}


def test_explaining_a_claim_shows_all_that_it_rests_on(store: Path, kg: Kg, tmp_path: Path) -> None:
    rows = kg("query", "who-distances-from-whom", "--store", store, "-f", "csv").out
    claim = re.search(r"https\S+claim/(\w+)", rows)
    assert claim
    shown = {
        kg("explain", name, "--store", store).out
        for name in (claim[0], claim[1], claim[1][:10], f"claim:{claim[1][:8]}")
    }
    assert len(shown) == 1
    text = shown.pop()
    for words in (AWAY, "astana.txt, 2022-09-14", "distances itself from", "positive", "asserted", "confidence"):
        assert words in text
    assert re.search(r"subject +.*Astana +Kazakhstan \(Q232\)", text)
    assert re.search(r"object +Russland +Russia \(Q159\)", text)
    assert re.search(r"read by +lex-de:\w+_distancesFrom, verb “\w+”", text)
    assert re.search(r"borders \(P47\) +\w+ +\w+", text), "what Wikidata says about the two"


def test_explaining_an_item_shows_statements_and_claims(store: Path, kg: Kg) -> None:
    text = kg("explain", "Q399", "--store", store).out
    assert "Armenia (Q399)" in text
    assert "Armenien (de)" in text
    assert re.search(r"is a member of \(P463\) +Armenia +Collective Security Treaty Organization +since 1992", text)
    assert "is a member of: 1" in text


def test_explaining_an_item_shows_what_is_said_according_to_it(tmp_path: Path, kg: Kg) -> None:
    (tmp_path / "a.txt").write_text("Nach Angaben des Kreml will Kasachstan sich China annähern.", encoding="utf-8")
    kg("build", tmp_path / "a.txt", "--store", tmp_path / "store")
    text = kg("explain", "Q159", "--store", tmp_path / "store").out
    assert re.search(r"according to it: 1\n(.*\n)+.*Kazakhstan +moves closer to +China", text)


def test_lexicon_gaps_show_the_word_the_actors_and_the_sentence(tmp_path: Path, kg: Kg) -> None:
    (tmp_path / "a.txt").write_text("Polen jodelt für Ungarn. Litauen jodelt für Lettland.", encoding="utf-8")
    shown = kg("lexicon", "gaps", tmp_path / "a.txt")
    assert shown.code == 0
    assert re.search(r"2 +jodeln +für – subject +Polen jodelt für Ungarn\.", shown.out)
    (record,) = map(json.loads, kg("lexicon", "gaps", tmp_path / "a.txt", "--format", "json").out.splitlines())
    assert (record["word"], record["count"], record["known"]) == ("jodeln", 2, False)
    assert record["examples"] == [{"source": "a.txt", "text": "Polen jodelt für Ungarn."}]
    assert kg("lexicon", "gaps", tmp_path / "a.txt", "--format", "xml").code == 2
    assert kg("lexicon", "gaps", tmp_path / "nix").code == 3


def test_lexicon_coverage_says_which_relations_are_short(tmp_path: Path, kg: Kg) -> None:
    gold = {"id": "g1", "text": "Armenien lobte Ungarn.", "claims": []}
    (tmp_path / "gold.jsonl").write_text(json.dumps(gold), encoding="utf-8")
    shown = kg("lexicon", "coverage", tmp_path / "gold.jsonl", "--unseen")
    assert shown.code == 1
    assert re.search(r"praises +0 +1 +short", shown.out)
    assert re.search(r"^\w+_meets$", shown.out, re.MULTILINE)
    assert re.search(r"1 texts; (\d+) of \1 relations short; \d+ senses in no sentence", shown.err)
    assert kg("lexicon", "coverage", tmp_path / "nix").code == 3


def test_lexicon_check_finds_nothing_in_what_ships_and_names_a_fault(tmp_path: Path, kg: Kg) -> None:
    done = kg("lexicon", "check")
    assert (done.code, done.out) == (0, "")
    assert re.search(r"\d+ checks, 0 findings", done.err)
    shutil.copytree(Path(__file__).parent.parent / "ontology", tmp_path / "ontology")
    with (tmp_path / "ontology" / "lexicon.de.ttl").open("a", encoding="utf-8") as file:
        file.write("\nlex:verwaist a ontolex:LexicalSense ; ontolex:reference kg:meets .\n")
    broken = kg("lexicon", "check", "--ontology", tmp_path / "ontology")
    assert broken.code == 1
    assert "sense-without-entry" in broken.out
    assert "verwaist" in broken.out


def test_eval_counts_and_compares_with_an_earlier_run(tmp_path: Path, kg: Kg) -> None:
    claim = {"predicate": "memberOf", "polarity": "positive", "modality": "asserted", "attribution": []}
    ends = (
        {"subject": {"name": name}, "object": {"name": "Collective Security Treaty Organization"}}
        for name in ("Armenia", "Iceland")
    )
    gold = {"id": "g1", "text": "Armenien ist Mitglied der OVKS.", "claims": [claim | end for end in ends]}
    (tmp_path / "gold.jsonl").write_text(json.dumps(gold), encoding="utf-8")
    first = kg("eval", tmp_path / "gold.jsonl", "--misses", "--save", tmp_path / "before.json")
    assert first.code == 0
    assert re.search(r"all claims +1\.000 +0\.500 +0\.667 +1 +0 +1", first.out)
    assert re.search(r"miss +g1 +memberOf +Iceland", first.out)
    gold["claims"] = gold["claims"][:1]
    (tmp_path / "gold.jsonl").write_text(json.dumps(gold), encoding="utf-8")
    second = kg("eval", tmp_path / "gold.jsonl", "--diff", tmp_path / "before.json")
    assert "claims: F1 0.667 before, 1.000 now" in second.out
    assert re.search(r"gone +miss +g1 +memberOf +Iceland", second.out)


def test_the_demo_reads_the_examples_and_answers_questions(kg: Kg, tmp_path: Path) -> None:
    done = kg("demo", "--store", tmp_path / "store")
    assert done.code == 0
    assert "6 articles read" in done.err
    answer = done.out.partition("Which members of the CSTO border China?")[2].partition("kg query who-")[0]
    members = set(re.findall(r"(Kazakhstan|Kyrgyzstan|Russia|Tajikistan|Armenia|Belarus)", answer))
    assert members == {"Kazakhstan", "Kyrgyzstan", "Russia", "Tajikistan"}
    deaths = done.out.partition("How many dead do articles report")[2]
    assert re.search(r"Kyrgyzstan +mehr als 60 +Mensch +2022-09", deaths)
