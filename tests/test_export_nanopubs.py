"""Promises of the nanopublications: one for each claim, valid, named by their content, signed if a key is given."""

from __future__ import annotations

import base64
import subprocess
import sys
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
from Crypto.Hash import SHA256
from Crypto.PublicKey import RSA
from Crypto.Signature import pkcs1_15
from factories import BASE, CLAIMS, KILLED, LEAVES, MEMBER, PARTNER, dataset, reading
from nanopub.nanopub import Nanopub
from nanopub.nanopub_conf import NanopubConf
from nanopub.profile import Profile
from nanopub.trustyuri.rdf import RdfHasher, RdfUtils
from nanopub.utils import MalformedNanopubError
from pyoxigraph import Literal, NamedNode, Quad

from kg import cli
from kg.errors import InputError, UsageError
from kg.export import Options, export
from kg.model import Claim
from kg.store import Store
from kg.vocab import DCTERMS, KG, NP, NPX, OA, PROV, RDF, RDFS, WD

pytestmark = [  # of what the package does with rdflib
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated"),
    pytest.mark.filterwarnings("ignore:Dataset.default_context is deprecated"),
]
HASHER: Any = RdfHasher
UTILS: Any = RdfUtils
OPTIONS = Options(BASE)
ODD = "Zitat „so“ \"so\" \\ und\n\tein Umbruch, \U0001f600 \u2028 'x'"
Parts = dict[str, list[Quad]]


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("key") / "id_rsa.pem"
    path.write_bytes(RSA.generate(2048).export_key())
    return path


def stored(*claims: Claim) -> Store:
    store = Store.memory()
    store.replace_all(dataset(reading(*claims), reading(source=f"{ODD}.txt")))
    return store


def written(store: Store, path: Path, options: Options = OPTIONS) -> list[str]:
    """The nanopublications of a file, each as N-Quads, in its order."""
    count = export(store, path, "nanopubs", options).count
    parts: defaultdict[str, list[str]] = defaultdict(list)
    for quad in ox.parse(path=str(path), format=ox.RdfFormat.from_extension(path.suffix[1:])):
        assert isinstance(quad.graph_name, NamedNode)
        parts[quad.graph_name.value.partition("#")[0]].append(f"{quad} .\n")
    assert len(parts) == count
    return ["".join(lines) for lines in parts.values()]


def parts(text: str) -> Parts:
    """Its graphs by name, with their quads."""
    found: defaultdict[str, list[Quad]] = defaultdict(list)
    for quad in ox.parse(text, ox.RdfFormat.N_QUADS):
        assert isinstance(quad.graph_name, NamedNode)
        found[quad.graph_name.value.rpartition("#")[2]].append(quad)
    return dict(found)


def read(text: str) -> Any:
    graph = rdflib.ConjunctiveGraph()
    graph.parse(data=text, format="nquads")
    return Nanopub(rdf=graph)


def about(text: str, predicate: NamedNode) -> set[object]:
    return {quad.object for quads in parts(text).values() for quad in quads if quad.predicate == predicate}


def the_one(tmp_path: Path, claim: Claim, options: Options = OPTIONS) -> str:
    store = Store.memory()
    store.replace_all(dataset(reading(claim)))
    (text,) = written(store, tmp_path / "out.trig", options)
    return text


@pytest.mark.parametrize("suffix", [".trig", ".nq"])
def test_each_claim_has_one_that_the_package_finds_valid(suffix: str, tmp_path: Path) -> None:
    published = written(stored(replace(PARTNER, content=ODD), MEMBER, LEAVES, KILLED), tmp_path / f"out{suffix}")
    assert len(published) == 2 * len(CLAIMS)
    for text in published:
        nanopub = read(text)
        assert nanopub.is_valid
        assert nanopub.has_valid_trusty
        assert str(nanopub.source_uri).startswith(f"{BASE}nanopub/RA")
        assert nanopub.signed_with_public_key is None


def test_a_changed_word_breaks_its_name(tmp_path: Path) -> None:
    text = the_one(tmp_path, PARTNER)
    assert read(text).has_valid_trusty
    with pytest.raises(MalformedNanopubError):
        _ = read(text.replace("schwierigen", "verlorenen")).has_valid_trusty


def test_a_fact_of_the_article_is_asserted_a_plan_is_not(tmp_path: Path) -> None:
    bare = {quad.predicate for quad in parts(the_one(tmp_path, MEMBER))["assertion"] if quad.subject == WD["Q399"]}
    assert bare == {KG["memberOf"]}
    planned = parts(the_one(tmp_path, LEAVES))["assertion"]
    assert not [quad for quad in planned if quad.subject == WD["Q399"]]
    assert {str(quad.object) for quad in planned if quad.predicate == KG.modality} == {str(KG["planned"])}
    within = parts(the_one_of_two(tmp_path))["assertion"]
    assert not [quad for quad in within if quad.subject == WD["Q399"]]


def the_one_of_two(tmp_path: Path) -> str:
    """That of a claim which stands in another."""
    store = Store.memory()
    store.replace_all(dataset(reading(replace(MEMBER, within=PARTNER))))
    return next(text for text in written(store, tmp_path / "out.nq") if str(KG.withinClaim) in text)


def test_provenance_has_article_words_run_and_what_names_refer_back_to(tmp_path: Path) -> None:
    text = the_one(tmp_path, LEAVES, Options(BASE, datetime(2026, 11, 25, tzinfo=UTC)))
    graphs = parts(text)
    assert set(graphs) == {"Head", "assertion", "provenance", "pubinfo"}
    assertion = graphs["assertion"][0].graph_name
    origin = {quad.predicate for quad in graphs["provenance"] if quad.subject == assertion}
    assert origin == {PROV.wasDerivedFrom, PROV.wasGeneratedBy}
    words = {quad.object for quad in graphs["provenance"] if quad.predicate == OA.exact}
    assert words == {
        Literal(each) for each in ("will das Land das Bündnis verlassen", "verlassen", "das Land", "Armenien")
    }
    assert Literal("b/bericht.txt") in about(text, DCTERMS.identifier)
    assert KG.Run in {quad.object for quad in graphs["provenance"] if quad.predicate == RDF.type}
    (claim,) = (quad.subject for quad in graphs["assertion"] if quad.object == KG.Claim)
    assert about(text, NPX.introduces) == {claim}
    assert {str(created) for created in about(text, DCTERMS.created)} == {
        '"2026-11-25T00:00:00+00:00"^^<http://www.w3.org/2001/XMLSchema#dateTime>'
    }
    assert Literal("Q399 leaves Q318693 (positive, planned)", language="en") in about(text, RDFS.label)


def test_an_entity_that_no_slice_has_is_described_in_it(tmp_path: Path) -> None:
    assert {"Talbote"} & {
        quad.object.value
        for quad in parts(the_one(tmp_path, LEAVES))["assertion"]
        if quad.predicate == RDFS.label and isinstance(quad.object, Literal)
    }


def test_equal_stores_give_equal_bytes_signed_or_not(key: Path, tmp_path: Path) -> None:
    for options in (OPTIONS, Options(BASE, key=key)):
        for name, claims in (("one.trig", CLAIMS), ("two.trig", CLAIMS[::-1])):
            export(stored(*claims), tmp_path / name, "nanopubs", options)
        assert (tmp_path / "one.trig").read_bytes() == (tmp_path / "two.trig").read_bytes()


# --- signatures


def is_signed_rightly(text: str) -> bool:
    """By hand: the package's own check (2.0.1) never fails, because what it calls returns False and does not raise."""
    graph: Any = rdflib.ConjunctiveGraph()
    graph.parse(data=text, format="nquads")
    said = rdflib.URIRef(NPX.hasSignature.value)
    (signature,) = graph.objects(None, said)
    (public,) = graph.objects(None, rdflib.URIRef(NPX.hasPublicKey.value))
    graph.remove((None, said, None))
    iri = next(graph.subjects(None, rdflib.URIRef(NP.Nanopublication.value)))
    normal = HASHER.normalize_quads(UTILS.get_quads(graph), hashstr=" ", baseuri=f"{iri}#")
    try:
        known = RSA.import_key(base64.b64decode(str(public)))
        pkcs1_15.new(known).verify(SHA256.new(normal.encode()), base64.b64decode(str(signature)))
    except ValueError:
        return False
    return True


def test_a_key_signs_them(key: Path, tmp_path: Path) -> None:
    signed = written(stored(*CLAIMS), tmp_path / "out.trig", Options(BASE, key=key))
    assert len(signed) == 2 * len(CLAIMS)
    for text in signed:
        nanopub = read(text)
        assert nanopub.is_valid
        assert nanopub.has_valid_trusty
        assert nanopub.has_valid_signature
        assert base64.b64decode(str(nanopub.signed_with_public_key)) == RSA.import_key(
            key.read_bytes()
        ).public_key().export_key("DER")
        assert is_signed_rightly(text)
        assert not is_signed_rightly(text.replace("positive", "negative"))


def test_the_signature_is_the_one_that_the_package_makes(key: Path, tmp_path: Path) -> None:
    ours = the_one(tmp_path, LEAVES, Options(BASE, key=key))
    plain = the_one(tmp_path, LEAVES)
    iri = next(str(quad.subject)[1:-1] for quad in parts(plain)["Head"])
    draft = rdflib.ConjunctiveGraph()
    draft.parse(
        data=plain.replace(f"{iri}#", f"{BASE}nanopub/draft#").replace(f"<{iri}>", f"<{BASE}nanopub/draft#>"),
        format="nquads",
    )
    bare = base64.b64encode(RSA.import_key(key.read_bytes()).export_key("DER")).decode()
    profile = Profile("https://orcid.org/0000-0000-0000-0000", "A", private_key=bare)
    nanopub = Nanopub(rdf=draft, conf=NanopubConf(profile=profile))
    nanopub.sign()
    theirs = {str(thing) for thing in nanopub.rdf.objects(None, rdflib.URIRef(NPX.hasSignature.value))}
    assert theirs == {thing.value for thing in about(ours, NPX.hasSignature) if isinstance(thing, Literal)}


def test_a_key_may_be_the_base64_alone_but_must_be_a_private_one(key: Path, tmp_path: Path) -> None:
    private = RSA.import_key(key.read_bytes())
    (tmp_path / "bare").write_bytes(base64.b64encode(private.export_key("DER")) + b"\n")
    (tmp_path / "public").write_bytes(private.public_key().export_key())
    (tmp_path / "locked").write_bytes(private.export_key(passphrase="geheim"))
    (tmp_path / "noise").write_text("kein Schlüssel")
    assert the_one(tmp_path, MEMBER, Options(BASE, key=tmp_path / "bare")) == the_one(
        tmp_path, MEMBER, Options(BASE, key=key)
    )
    for name, says in (
        ("public", "it holds a public key"),
        ("locked", "no RSA key that can be read without a password"),
        ("noise", "no RSA key"),
        ("nowhere", "No such file"),
    ):
        with pytest.raises(InputError, match=says):
            the_one(tmp_path, MEMBER, Options(BASE, key=tmp_path / name))


# --- wrong use, and the command


def test_wrong_use_is_one_line(key: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = stored(MEMBER)
    for name, what, options, says in (
        ("out.ttl", "nanopubs", OPTIONS, r"nanopubs cannot be written as \.ttl; use \.trig, \.nq"),
        ("out.trig", "nanopubs", Options("https://example.org/x#"), "a base that ends with /"),
        ("out.trig", "graph", Options(BASE, key=key), "a key signs nanopublications, not graph"),
    ):
        with pytest.raises(UsageError, match=says):
            export(store, tmp_path / name, what, options)
    monkeypatch.setitem(sys.modules, "kg.export.trusty", None)
    monkeypatch.delattr("kg.export.trusty", raising=False)
    with pytest.raises(UsageError, match=r"pip install 'alliances-kg\[nanopubs\]'"):
        export(store, tmp_path / "out.trig", "nanopubs", OPTIONS)


def test_the_command_writes_and_signs_them(key: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with Store.open(tmp_path / "store", create=True) as opened:
        opened.replace_all(dataset(reading()))
    command = ["export", str(tmp_path / "out.trig"), "--what", "nanopubs", "--store", str(tmp_path / "store")]
    assert cli.main(command) == 0
    assert "out.trig: 4 nanopublications" in capfd.readouterr().err
    assert cli.main([*command, "--key", str(key)]) == 0
    assert (tmp_path / "out.trig").read_text().count("npx:hasSignature ") == 4


def test_other_exports_do_not_load_the_package() -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, kg.export; print({'nanopub', 'Crypto', 'rdflib', 'spacy'} & {*sys.modules})",
        ],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parent.parent,
    )
    assert done.stdout == "set()\n"
