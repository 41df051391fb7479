"""Who pushes: a name and a password, or a token; out of the environment or a netrc file, never a command line.

``KG_PASSWORD`` is the password of the name that ``--user`` gives, for servers that ask for Basic or Digest; which
of the two, the server says. ``KG_TOKEN`` is a bearer token. Without either, a netrc file is asked for the host.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from netrc import NetrcParseError, netrc
from pathlib import Path

import httpx

from kg.errors import UsageError

PASSWORD, TOKEN = "KG_PASSWORD", "KG_TOKEN"
_LOOPBACK = frozenset(("localhost", "127.0.0.1", "::1"))


@dataclass(frozen=True, slots=True)
class Login:
    """A name with its password, or a token; empty where there is neither. Secrets are never shown."""

    user: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)

    @classmethod
    def of(cls, endpoint: str, user: str | None, environment: Mapping[str, str] | None = None) -> Login:
        """The login for an endpoint.

        Raises:
            UsageError: The address itself has a password; a name has none, or a password no name; there are a
                name and a token; or the token would go over the network in clear.
        """
        values = os.environ if environment is None else environment
        password, token, url = values.get(PASSWORD, ""), values.get(TOKEN, ""), httpx.URL(endpoint)
        if url.userinfo:
            raise UsageError(f"a password in an address is seen by others; use --user and {PASSWORD}")
        if token and user:
            raise UsageError(f"{TOKEN} and --user are two ways to log in; take one")
        if token and not is_private(url):
            raise UsageError(f"{url}: the token would go over the network in clear; use https://, or a tunnel")
        if token or (user and password):
            return cls(user or "", password, token)
        return _from_file(url.host, user, values)

    def __bool__(self) -> bool:
        return bool(self.user or self.token)


def _from_file(host: str, user: str | None, values: Mapping[str, str]) -> Login:
    path = Path(values["NETRC"]) if "NETRC" in values else Path.home() / ".netrc"
    try:
        found = netrc(str(path)).authenticators(host) if path.is_file() else None
    except (NetrcParseError, OSError) as error:
        raise UsageError(f"{path}: cannot be read: {error}") from error
    if found and user in (None, found[0]):
        return Login(found[0], found[2] or "")
    if user:
        raise UsageError(f"--user {user}: set its password in {PASSWORD}, or in a netrc file for {host}")
    return Login()


def is_private(url: httpx.URL) -> bool:
    """Whether nobody on the way can read what is sent: https, or this machine."""
    return url.scheme == "https" or url.host in _LOOPBACK


class Access(httpx.Auth):
    """Logs in the way the server asks for: a token always, a name only where it is asked, as Digest or else Basic."""

    def __init__(self, login: Login) -> None:
        self._login = login
        self._ways: dict[str, httpx.Auth] = {}

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """As ``httpx.Auth`` has it.

        Raises:
            UsageError: The server wants the password in clear.
        """
        if self._login.token:
            request.headers["Authorization"] = f"Bearer {self._login.token}"
            yield request
            return
        place = str(request.url.copy_with(query=None))
        if place in self._ways:
            yield from self._ways[place].auth_flow(request)
            return
        response = yield request
        if response.status_code == httpx.codes.UNAUTHORIZED and self._login.user:
            self._ways[place] = way = self._way(request.url, response)
            yield from _answered(way, request, response)

    def _way(self, url: httpx.URL, response: httpx.Response) -> httpx.Auth:
        asked = " ".join(response.headers.get_list("www-authenticate")).lower()
        if "digest" in asked:
            return httpx.DigestAuth(self._login.user, self._login.password)
        if not is_private(url):
            raise UsageError(f"{url}: wants the password in clear; use https://, or a tunnel to it")
        return httpx.BasicAuth(self._login.user, self._login.password)


def _answered(
    way: httpx.Auth, request: httpx.Request, response: httpx.Response
) -> Generator[httpx.Request, httpx.Response, None]:
    """Answer a challenge that has come already."""
    flow = way.auth_flow(request)
    next(flow)
    if isinstance(way, httpx.DigestAuth):  # it would first send the request without a name, which has been done
        try:
            flow.send(response)
        except StopIteration:
            return
    yield request
