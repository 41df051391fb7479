"""Who asks or writes: a name and a password, or a token; out of the environment or a netrc file, never a command line.

``KG_USER`` and ``KG_PASSWORD`` are for servers that ask for Basic or Digest; which of the two, the server says.
``KG_TOKEN`` is a bearer token. Without a password or token a netrc file is asked for the host. They go to the address
itself and to no other that it names, and never over the network in clear.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from netrc import NetrcParseError, netrc
from pathlib import Path
from urllib.parse import urlsplit

from kg.errors import UsageError

USER, PASSWORD, TOKEN = "KG_USER", "KG_PASSWORD", "KG_TOKEN"
WAY_OUT = f"set {USER} and {PASSWORD}, or {TOKEN}"
_LOOPBACK = frozenset(("localhost", "127.0.0.1", "::1"))


@dataclass(frozen=True, slots=True)
class Login:
    """A name with its password, or a token; empty where there is neither. Secrets are never shown."""

    user: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)

    @classmethod
    def of(cls, url: str, user: str | None = None, environment: Mapping[str, str] | None = None) -> Login:
        """The login for an address.

        Args:
            url: Where it is sent.
            user: The name, if it is not the one in the environment.

        Raises:
            UsageError: The address is none, or has a password in it; a name has no password, or a password no name;
                there are a name and a token; one of them cannot stand in a header; the token would go over the
                network in clear.
        """
        check_address(url)
        values = os.environ if environment is None else environment
        made = cls(user or values.get(USER, ""), values.get(PASSWORD, ""), values.get(TOKEN, ""))
        if made.password and not made.user:
            raise UsageError(f"{PASSWORD} is set without a name: set {USER}, too")
        if made.user and made.token:
            raise UsageError(f"a name ({made.user}) and {TOKEN} are two ways to log in: take one")
        if not made.password and not made.token:
            made = _from_file(urlsplit(url).hostname or "", made.user, values)
        made._check(url)
        return made

    def _check(self, url: str) -> None:
        if any(ord(letter) < ord(" ") for letter in self.user + self.password + self.token):
            raise UsageError("a name, password or token has a line break or another control character")
        if not self.token.isascii():
            raise UsageError(f"{TOKEN} has a letter that no token has")
        if self.token:
            check_private(url, "token")

    def __bool__(self) -> bool:
        return bool(self.user or self.token)


def check_private(url: str, secret: str) -> None:
    """Refuse to send a secret where somebody on the way could read it: elsewhere than over https or to this machine.

    Raises:
        UsageError: One could.

    >>> check_private("https://example.org/", "token"), check_private("http://[::1]:7878/", "token")
    (None, None)
    """
    address = urlsplit(url)
    if address.scheme != "https" and address.hostname not in _LOOPBACK:
        raise UsageError(f"{url}: the {secret} would go over the network in clear; use https://, or a tunnel to it")


def check_address(url: str) -> None:
    """Refuse what is no endpoint's address.

    Raises:
        UsageError: It is none of http or https, or it holds a password.
    """
    try:
        address = urlsplit(url)
        fine = address.scheme in ("http", "https") and bool(address.hostname) and url.isprintable() and " " not in url
    except ValueError:
        fine = False
    if not fine:
        raise UsageError(f"{url!r} is no address of an endpoint: it must begin with http:// or https://")
    if address.username is not None:
        raise UsageError(f"a password in an address can be seen by others; {WAY_OUT} instead")


def _from_file(host: str, user: str, values: Mapping[str, str]) -> Login:
    path = Path(values.get("NETRC") or os.path.expanduser("~/.netrc"))  # noqa: PTH111 - Path's fails without a home
    try:
        found = netrc(str(path)).authenticators(host) if path.is_file() else None
    except (NetrcParseError, OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: cannot be read: {error}") from error
    if found and user in ("", found[0]):
        return Login(found[0] or "", found[2] or "")
    if user:
        raise UsageError(f"{user} has no password: set {PASSWORD}, or write it into a netrc file for {host}")
    return Login()
