"""Who asks: a name and a password, or a token, out of the environment and never out of a command line.

``KG_USER`` and ``KG_PASSWORD`` are for servers that ask for Basic or Digest; which of the two, the server says.
``KG_TOKEN`` is a bearer token. They go to the endpoint itself and to no other address that it names.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from kg.errors import UsageError

USER, PASSWORD, TOKEN = "KG_USER", "KG_PASSWORD", "KG_TOKEN"
_LOOPBACK = frozenset(("localhost", "127.0.0.1", "::1"))


@dataclass(frozen=True, slots=True)
class Login:
    """A name with its password, or a token; empty where none is given. Neither is ever shown."""

    user: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)

    @classmethod
    def of(cls, url: str, environment: Mapping[str, str] | None = None) -> Login:
        """The login of the environment.

        Args:
            url: Where it is sent: https, or this machine.

        Raises:
            UsageError: There is a name without a password or the other way round, both a password and a token, one
                of them has a line break, or it would travel over the network in clear.
        """
        values = os.environ if environment is None else environment
        made = cls(values.get(USER, ""), values.get(PASSWORD, ""), values.get(TOKEN, ""))
        made._check(url)
        return made

    def _check(self, url: str) -> None:
        if bool(self.user) != bool(self.password):
            raise UsageError(f"{USER} and {PASSWORD} belong together: set both, or none")
        if self.user and self.token:
            raise UsageError(f"{USER} and {TOKEN} are two ways to log in: unset one")
        if any(ord(letter) < ord(" ") for letter in self.user + self.password + self.token):
            raise UsageError(f"{USER}, {PASSWORD} or {TOKEN} has a line break or another control character")
        address = urlsplit(url)
        if self and address.scheme != "https" and address.hostname not in _LOOPBACK:
            raise UsageError(f"{url}: a password or token would go over the network in clear; use https://")

    def __bool__(self) -> bool:
        return bool(self.user or self.token)

    def header(self) -> str | None:
        """The Authorization header of a first request; None where the server must be heard before."""
        return f"Bearer {self.token}" if self.token else None

    def answer(self, challenges: Sequence[str], url: str, method: str = "POST") -> str | None:
        """The Authorization header for a server that refused the first request.

        Args:
            challenges: Its WWW-Authenticate headers.

        Returns:
            None where it asks for what this login has not.

        Source: RFC 7617 (Basic), RFC 7616 (Digest, which is preferred).
        """
        if not self.user:
            return None
        schemes = {challenge.partition(" ")[0].lower() for challenge in challenges}
        if "digest" in schemes and (header := self._digest(challenges, url, method)):
            return header
        if "basic" in schemes:
            return "Basic " + base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        return None

    def _digest(self, challenges: Sequence[str], url: str, method: str) -> str | None:
        """The header as httpx makes it, for it knows SHA-256 and names beyond ASCII, which urllib does not."""
        import httpx  # takes long to import, and few servers ask for it

        request = httpx.Request(method, url)
        flow = httpx.DigestAuth(self.user, self.password).auth_flow(request)
        next(flow)
        headers = [("WWW-Authenticate", challenge) for challenge in challenges]
        try:
            answer = flow.send(httpx.Response(401, headers=headers, request=request))
        except (StopIteration, httpx.ProtocolError, LookupError, NotImplementedError, ValueError):
            return None
        return str(answer.headers["Authorization"])
