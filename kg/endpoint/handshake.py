"""How one logs in at one place: as it asks for, and not before it asks; only a token goes with the first request."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kg.endpoint.login import Login, check_private

if TYPE_CHECKING:
    import httpx


class Handshake:
    """What a place has asked for, and so the Authorization header of each request to it.

    Source: RFC 6750 (Bearer), RFC 7617 (Basic), RFC 7616 (Digest, which is preferred).

    >>> shaken = Handshake(Login("anna", "geheim"))
    >>> shaken.header("GET", "https://example.org/"), shaken.answer(['Basic realm="x"'], "GET", "https://example.org/")
    (None, 'Basic YW5uYTpnZWhlaW0=')
    """

    def __init__(self, login: Login) -> None:
        self._login = login
        self._fixed = f"Bearer {login.token}" if login.token else None
        self._digest: httpx.DigestAuth | None = None

    def header(self, method: str, url: str) -> str | None:
        """The header of the next request; None where nothing was asked for yet.

        Raises:
            UsageError: A token would go over the network in clear.
        """
        if self._fixed:
            check_private(url, "token" if self._login.token else "password")
        if self._digest is None:
            return self._fixed
        import httpx

        # It counts the requests that use up a nonce, which is why it is kept.
        return str(next(self._digest.auth_flow(httpx.Request(method, url))).headers["Authorization"])

    def answer(self, challenges: Sequence[str], method: str, url: str) -> str | None:
        """The header for the same request once more, after it was refused.

        Args:
            challenges: The server's WWW-Authenticate headers.

        Returns:
            None where it asks for what this login has not.

        Raises:
            UsageError: It wants the password in clear, over the network.
        """
        if not self._login.user:
            return None
        schemes = {challenge.partition(" ")[0].lower() for challenge in challenges}
        if "digest" in schemes and (header := self._digested(challenges, method, url)):
            return header
        if "basic" not in schemes:
            return None
        check_private(url, "password")
        pair = f"{self._login.user}:{self._login.password}".encode()
        self._fixed, self._digest = f"Basic {base64.b64encode(pair).decode()}", None
        return self._fixed

    def _digested(self, challenges: Sequence[str], method: str, url: str) -> str | None:
        """The header as httpx makes it, for it knows SHA-256 and names beyond ASCII, which urllib does not."""
        import httpx  # takes long to import, and few servers ask for it

        request, way = httpx.Request(method, url), httpx.DigestAuth(self._login.user, self._login.password)
        flow = way.auth_flow(request)
        next(flow)
        headers = [("WWW-Authenticate", challenge) for challenge in challenges]
        try:
            answer = flow.send(httpx.Response(401, headers=headers, request=request))
        except (StopIteration, httpx.ProtocolError, LookupError, NotImplementedError, ValueError):
            return None
        self._fixed, self._digest = None, way
        return str(answer.headers["Authorization"])
