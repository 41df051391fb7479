"""A store or an endpoint in Python: rows, claims, entities and articles that notebooks show as tables and pictures."""

from kg.notebook.article import Article
from kg.notebook.claims import ClaimRecord, Claims
from kg.notebook.entity import Entity
from kg.notebook.opened import Opened
from kg.notebook.result import Result

__all__ = ["Article", "ClaimRecord", "Claims", "Entity", "Opened", "Result"]
