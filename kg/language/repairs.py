"""Repairs of a parse, after the parser."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc


@Language.component("kg_repair_de")
def repair_de(doc: Doc) -> Doc:
    """Nothing yet."""
    return doc
