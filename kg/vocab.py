"""The IRIs that code itself writes; relations of the domain arrive by name: ``KG["memberOf"]``."""

# ruff: noqa: N815 - the names are those of the vocabularies
from __future__ import annotations

from typing import ClassVar

from pyoxigraph import NamedNode

BASE = "https://w3id.org/alliances-kg/"
"""Where instances live unless ``--base`` says otherwise; the ontology and the lexicons never move."""


class Namespace:
    """An IRI prefix; every annotated name of a subclass becomes a constant under it.

    >>> KG.Claim.value, KG["memberOf"].value
    ('https://w3id.org/alliances-kg/ontology#Claim', 'https://w3id.org/alliances-kg/ontology#memberOf')
    """

    iri: ClassVar[str]

    def __init_subclass__(cls, iri: str) -> None:
        cls.iri = iri
        for name in cls.__annotations__:
            setattr(cls, name, NamedNode(iri + name))

    def __getitem__(self, name: str) -> NamedNode:
        return NamedNode(self.iri + name)

    def name(self, node: object) -> str | None:
        """Local name of an IRI of this namespace, None for anything else."""
        value = node.value if isinstance(node, NamedNode) else ""
        return value.removeprefix(self.iri) if value.startswith(self.iri) else None


class _Kg(Namespace, iri="https://w3id.org/alliances-kg/ontology#"):
    Article: NamedNode
    Claim: NamedNode
    Membership: NamedNode
    Proposition: NamedNode
    Rule: NamedNode
    Run: NamedNode
    Span: NamedNode
    Statement: NamedNode
    Tenure: NamedNode

    antecedent: NamedNode
    attributedTo: NamedNode
    attributionChain: NamedNode
    claimCount: NamedNode
    confidence: NamedNode
    content: NamedNode
    cue: NamedNode
    end: NamedNode
    eventEnd: NamedNode
    eventStart: NamedNode
    eventTime: NamedNode
    evidence: NamedNode
    form: NamedNode
    lexicalSense: NamedNode
    linkReason: NamedNode
    linkScore: NamedNode
    member: NamedNode
    modality: NamedNode
    object: NamedNode
    organisation: NamedNode
    polarity: NamedNode
    predicate: NamedNode
    proposition: NamedNode
    quantityUnit: NamedNode
    quantityValue: NamedNode
    refersTo: NamedNode
    ruleText: NamedNode
    start: NamedNode
    subject: NamedNode
    textHash: NamedNode
    validFrom: NamedNode
    validUntil: NamedNode
    wikidataProperty: NamedNode
    withinClaim: NamedNode


class _Rdf(Namespace, iri="http://www.w3.org/1999/02/22-rdf-syntax-ns#"):
    reifies: NamedNode
    type: NamedNode


class _Rdfs(Namespace, iri="http://www.w3.org/2000/01/rdf-schema#"):
    domain: NamedNode
    label: NamedNode
    range: NamedNode
    subClassOf: NamedNode


class _Xsd(Namespace, iri="http://www.w3.org/2001/XMLSchema#"):
    anyURI: NamedNode
    date: NamedNode
    dateTime: NamedNode
    decimal: NamedNode
    hexBinary: NamedNode
    integer: NamedNode


class _Prov(Namespace, iri="http://www.w3.org/ns/prov#"):
    Activity: NamedNode
    Entity: NamedNode
    SoftwareAgent: NamedNode

    endedAtTime: NamedNode
    startedAtTime: NamedNode
    used: NamedNode
    wasAssociatedWith: NamedNode
    wasAttributedTo: NamedNode
    wasDerivedFrom: NamedNode
    wasGeneratedBy: NamedNode
    wasInfluencedBy: NamedNode
    wasInformedBy: NamedNode


class _Oa(Namespace, iri="http://www.w3.org/ns/oa#"):
    SpecificResource: NamedNode

    exact: NamedNode
    hasSource: NamedNode


class _Dcterms(Namespace, iri="http://purl.org/dc/terms/"):
    PeriodOfTime: NamedNode

    created: NamedNode
    date: NamedNode
    hasPart: NamedNode
    identifier: NamedNode
    issued: NamedNode
    language: NamedNode
    license: NamedNode
    publisher: NamedNode
    source: NamedNode
    temporal: NamedNode
    title: NamedNode


class _Skos(Namespace, iri="http://www.w3.org/2004/02/skos/core#"):
    altLabel: NamedNode
    broadMatch: NamedNode
    closeMatch: NamedNode
    exactMatch: NamedNode
    inScheme: NamedNode
    notation: NamedNode


class _Schema(Namespace, iri="https://schema.org/"):
    softwareVersion: NamedNode
    url: NamedNode
    version: NamedNode


class _Plover(Namespace, iri="https://w3id.org/alliances-kg/plover#"):
    beginsDaysAfter: NamedNode
    endsDaysBefore: NamedNode


class _Cameo(Namespace, iri="https://w3id.org/alliances-kg/cameo#"):
    codes: NamedNode


class _Void(Namespace, iri="http://rdfs.org/ns/void#"):
    Dataset: NamedNode
    Linkset: NamedNode

    classPartition: NamedNode
    classes: NamedNode
    distinctObjects: NamedNode
    distinctSubjects: NamedNode
    entities: NamedNode
    feature: NamedNode
    linkPredicate: NamedNode
    objectsTarget: NamedNode
    properties: NamedNode
    sparqlEndpoint: NamedNode
    subjectsTarget: NamedNode
    subset: NamedNode
    triples: NamedNode
    uriSpace: NamedNode
    vocabulary: NamedNode


class _Dcat(Namespace, iri="http://www.w3.org/ns/dcat#"):
    Dataset: NamedNode

    endDate: NamedNode
    mediaType: NamedNode
    startDate: NamedNode


class _Spdx(Namespace, iri="http://spdx.org/rdf/terms#"):
    checksumValue: NamedNode


class _Np(Namespace, iri="http://www.nanopub.org/nschema#"):
    Nanopublication: NamedNode

    hasAssertion: NamedNode
    hasProvenance: NamedNode
    hasPublicationInfo: NamedNode


class _Npx(Namespace, iri="http://purl.org/nanopub/x/"):
    hasAlgorithm: NamedNode
    hasNanopubType: NamedNode
    hasPublicKey: NamedNode
    hasSignature: NamedNode
    hasSignatureTarget: NamedNode
    introduces: NamedNode


class _Owl(Namespace, iri="http://www.w3.org/2002/07/owl#"):
    ObjectProperty: NamedNode


class _Sh(Namespace, iri="http://www.w3.org/ns/shacl#"):
    ValidationReport: NamedNode
    ValidationResult: NamedNode
    Violation: NamedNode

    conforms: NamedNode
    focusNode: NamedNode
    result: NamedNode
    resultMessage: NamedNode
    resultPath: NamedNode
    resultSeverity: NamedNode
    sourceConstraintComponent: NamedNode
    value: NamedNode


class _Sd(Namespace, iri="http://www.w3.org/ns/sparql-service-description#"):
    Dataset: NamedNode
    Graph: NamedNode
    Service: NamedNode
    SPARQL11Query: NamedNode

    defaultDataset: NamedNode
    defaultGraph: NamedNode
    endpoint: NamedNode
    feature: NamedNode
    inputFormat: NamedNode
    resultFormat: NamedNode
    supportedLanguage: NamedNode
    UnionDefaultGraph: NamedNode


class _Wd(Namespace, iri="http://www.wikidata.org/entity/"):
    pass


class _Wdt(Namespace, iri="http://www.wikidata.org/prop/direct/"):
    pass


KG, RDF, RDFS, XSD, PROV = _Kg(), _Rdf(), _Rdfs(), _Xsd(), _Prov()
OA, DCTERMS, SKOS, SCHEMA, OWL, SH = _Oa(), _Dcterms(), _Skos(), _Schema(), _Owl(), _Sh()
WD, WDT, PLOVER, CAMEO = _Wd(), _Wdt(), _Plover(), _Cameo()
VOID, DCAT, SPDX, NP, NPX, SD = _Void(), _Dcat(), _Spdx(), _Np(), _Npx(), _Sd()

_LEXICON = "https://w3id.org/alliances-kg/lexicon/"
_FOLDERS = "article", "claim", "entity", "graph", "proposition", "run", "span", "statement", "verdict"
_FIXED = {
    "kg": KG.iri,
    "plover": PLOVER.iri,
    "cameo": CAMEO.iri,
    "lex-de": f"{_LEXICON}de#",
    "lex-en": f"{_LEXICON}en#",
    "rdf": RDF.iri,
    "rdfs": RDFS.iri,
    "xsd": XSD.iri,
    "prov": PROV.iri,
    "oa": OA.iri,
    "dcterms": DCTERMS.iri,
    "skos": SKOS.iri,
    "schema": SCHEMA.iri,
    "wd": WD.iri,
    "wdt": WDT.iri,
    "void": VOID.iri,
    "sd": SD.iri,
    "dcat": DCAT.iri,
    "spdx": SPDX.iri,
}


def sense(language: str, name: str) -> NamedNode:
    """IRI of a lexical sense of ``ontology/lexicon.<language>.ttl``.

    >>> sense("de", "annaehern_approaches").value
    'https://w3id.org/alliances-kg/lexicon/de#annaehern_approaches'
    """
    return NamedNode(f"{_LEXICON}{language}#{name}")


def named_graph(base: str, name: str) -> NamedNode:
    """IRI of a graph that is no article's: ``wikidata``, ``ontology``, ``inferred``."""
    return NamedNode(f"{base}graph/{name}")


def prefixes(base: str = BASE) -> dict[str, str]:
    """Prefix -> IRI for everything that a store holds, for serializers and for queries."""
    return _FIXED | {folder: f"{base}{folder}/" for folder in _FOLDERS}
