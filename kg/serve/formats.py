"""Formats of answers by media type, the preferred first."""

from __future__ import annotations

from pyoxigraph import QueryResultsFormat, RdfFormat

ROWS = {
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "application/json": QueryResultsFormat.JSON,
    "application/sparql-results+xml": QueryResultsFormat.XML,
    "application/xml": QueryResultsFormat.XML,
    "text/csv": QueryResultsFormat.CSV,
    "text/tab-separated-values": QueryResultsFormat.TSV,
}
"""For SELECT and ASK."""

GRAPHS = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/trig": RdfFormat.TRIG,
    "application/n-quads": RdfFormat.N_QUADS,
}
"""For CONSTRUCT, DESCRIBE and graphs."""

DATASETS = {name: form for name, form in GRAPHS.items() if form.supports_datasets}
"""For all graphs together."""
