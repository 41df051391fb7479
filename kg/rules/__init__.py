"""What follows from the graph: rules in SPARQL that fill ``graph/inferred`` and ``graph/agreement``."""

from kg.rules.engine import Consequences, complete, ready
from kg.rules.rule import AGREEMENT, INFERRED, Rule, load
from kg.rules.trace import Derivation, derivations

__all__ = ["AGREEMENT", "INFERRED", "Consequences", "Derivation", "Rule", "complete", "derivations", "load", "ready"]
