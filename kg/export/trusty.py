"""Trusty IRIs and signatures of nanopublications, as the package ``nanopub`` makes them."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import rdflib
from pyoxigraph import Literal, NamedNode, Quad
from rdflib import URIRef

from kg.errors import InputError
from kg.vocab import NPX, XSD

_NORMALIZE = rdflib.NORMALIZE_LITERALS  # the package turns it off for everybody
from Crypto.Hash import SHA256  # noqa: E402
from Crypto.PublicKey import RSA  # noqa: E402
from Crypto.Signature import pkcs1_15  # noqa: E402
from nanopub.trustyuri.rdf import RdfHasher  # noqa: E402

rdflib.NORMALIZE_LITERALS = _NORMALIZE

_SPACE = " "
"""Stands for the hash in what is hashed."""


def read_key(path: Path) -> RSA.RsaKey:
    """Read an RSA private key: PEM, or its base64 alone, as the package keeps it.

    Raises:
        InputError: The file cannot be read, or holds no such key.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from error
    try:
        key = RSA.import_key(data if b"-----BEGIN" in data else base64.b64decode(data))
    except (ValueError, IndexError, TypeError) as error:
        raise InputError(f"{path}: it holds no RSA key that can be read without a password") from error
    if not key.has_private():
        raise InputError(f"{path}: it holds a public key; to sign takes the private one")
    return key


def seal(key: RSA.RsaKey | None, quads: list[Quad], namespace: str, pubinfo: NamedNode) -> list[Quad]:
    """Give a draft its trusty IRIs; with a key, sign it before.

    Args:
        key: To sign with.
        quads: The draft, without blank nodes.
        namespace: Begins the draft's own IRIs and ends with ``/draft#``, which becomes ``/RA…#``.
        pubinfo: The graph for the signature.

    Returns:
        The same quads under their IRI, in the same order, then those of the signature.

    Source: Trusty URI specification, module RA (http://trustyuri.net/spec/v1.0); the order of signing is that of
    ``nanopub.sign_utils.add_signature``. RSA with PKCS 1.5 signs alike each time.
    """
    sealed = [*quads, *(_signature(key, quads, namespace, pubinfo) if key else ())]
    trusty = RdfHasher.make_hash(_rows(sealed), hashstr=_SPACE, baseuri=namespace)
    iri = namespace.removesuffix("draft#") + trusty
    return [
        Quad(*(_renamed(term, namespace, iri) for term in (quad.subject, quad.predicate, quad.object, quad.graph_name)))
        for quad in sealed
    ]


def _signature(key: RSA.RsaKey, quads: list[Quad], namespace: str, pubinfo: NamedNode) -> list[Quad]:
    node = NamedNode(f"{namespace}sig")
    public = base64.b64encode(key.public_key().export_key("DER")).decode()
    about = [
        Quad(node, NPX.hasAlgorithm, Literal("RSA"), pubinfo),
        Quad(node, NPX.hasPublicKey, Literal(public), pubinfo),
        Quad(node, NPX.hasSignatureTarget, NamedNode(namespace), pubinfo),
    ]
    text: str = RdfHasher.normalize_quads(  # type: ignore[no-untyped-call]
        _rows([*quads, *about]), hashstr=_SPACE, baseuri=namespace
    )
    signature = base64.b64encode(pkcs1_15.new(key).sign(SHA256.new(text.encode()))).decode()
    return [*about, Quad(node, NPX.hasSignature, Literal(signature), pubinfo)]


def _rows(quads: list[Quad]) -> list[tuple[Any, Any, Any, Any]]:
    """Quads as the package takes them: rdflib's terms, the graph first."""
    return [tuple(map(_term, (q.graph_name, q.subject, q.predicate, q.object))) for q in quads]  # type: ignore[misc]


def _term(term: Any) -> URIRef | rdflib.Literal:
    if isinstance(term, NamedNode):
        return URIRef(term.value)
    if term.language or term.datatype == XSD["string"]:
        return rdflib.Literal(term.value, lang=term.language)
    return rdflib.Literal(term.value, datatype=URIRef(term.datatype.value), normalize=False)


def _renamed(term: Any, namespace: str, iri: str) -> Any:
    """A term of the draft under its final IRI, which has no ``#`` where it is the whole."""
    if not isinstance(term, NamedNode) or not term.value.startswith(namespace):
        return term
    name = term.value.removeprefix(namespace)
    return NamedNode(f"{iri}#{name}" if name else iri)
