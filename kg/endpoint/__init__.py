"""A SPARQL service over HTTP, asked through SPARQLWrapper: an answer is whole or an error, and never without an end."""

from kg.endpoint.client import Endpoint, Patience, seconds
from kg.endpoint.login import Login
from kg.endpoint.replies import Answer, Binding, CutError

__all__ = ["Answer", "Binding", "CutError", "Endpoint", "Login", "Patience", "seconds"]
