"""Whether a graph keeps its promises: shapes (SHACL), checks (queries that must find nothing), and OWL.

Each module gives ``Finding``s; ``gate`` keeps articles out of a store whose quads would bring any.
"""

from kg.validation.base import Finding, turtle

__all__ = ["Finding", "turtle"]
