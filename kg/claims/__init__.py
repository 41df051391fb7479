"""Document and links -> claims: a small engine over Universal Dependencies, driven by the lexicon."""

from kg.claims.extract import extract

__all__ = ["extract"]
