"""Logs in for httpx, at each address in the way that it asks for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Generator

import httpx

from kg.endpoint import Handshake, Login


class Access(httpx.Auth):
    """A login for the addresses of one store, each of which may ask for it in another way."""

    def __init__(self, login: Login) -> None:
        self._places: defaultdict[str, Handshake] = defaultdict(lambda: Handshake(login))

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """As ``httpx.Auth`` has it.

        Raises:
            UsageError: The server wants the password in clear.
        """
        method, url = request.method, str(request.url)
        place = self._places[url.partition("?")[0]]
        if header := place.header(method, url):
            request.headers["Authorization"] = header
        response = yield request
        if response.status_code != httpx.codes.UNAUTHORIZED:
            return
        if header := place.answer(response.headers.get_list("WWW-Authenticate"), method, url):
            request.headers["Authorization"] = header
            if response.cookies:  # a nonce may be good for its cookie only
                httpx.Cookies(response.cookies).set_cookie_header(request)
            yield request
