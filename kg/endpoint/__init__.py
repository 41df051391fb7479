"""A SPARQL service over HTTP, asked through SPARQLWrapper: an answer is whole or an error, and never without an end."""

from kg.endpoint.client import Endpoint
from kg.endpoint.handshake import Handshake
from kg.endpoint.login import Login, check_address
from kg.endpoint.patience import Patience
from kg.endpoint.replies import Answer, Binding, CutError

__all__ = ["Answer", "Binding", "CutError", "Endpoint", "Handshake", "Login", "Patience", "check_address"]
