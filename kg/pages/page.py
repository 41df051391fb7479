"""Renders pages: templates, the language of a request, and the texts in it.

Templates get, beside what a page gives them: ``language``; ``t``, all texts by section; ``link(path, **query)``, which
keeps the language; ``href(term)``, the page of an IRI; ``static(file)``; ``local(term)``, the end of its IRI.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache, partial
from typing import Any
from urllib.parse import urlencode

import jinja2
from pyoxigraph import Literal, NamedNode
from starlette.requests import Request
from starlette.responses import HTMLResponse

from kg.pages import links, static
from kg.pages.ask import Term
from kg.pages.static import WEB
from kg.vocab import BASE

LANGUAGES = ("en", "de")  # the first where a browser prefers neither
_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "font-src": "'self' data:",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}


def language(request: Request) -> str:
    """The language of the page: ``?lang=``, else what the browser prefers, else English."""
    if (asked := request.query_params.get("lang")) in LANGUAGES:
        return str(asked)
    wanted = (part.partition(";") for part in request.headers.get("accept-language", "").lower().split(","))
    weighed = ((_weight(rest), name.strip().partition("-")[0]) for name, _, rest in wanted)
    known = [(weight, name) for weight, name in weighed if name in LANGUAGES and weight]
    return max(known, key=lambda pair: pair[0])[1] if known else LANGUAGES[0]


def _weight(parameter: str) -> float:
    try:
        return float(parameter.strip().removeprefix("q=") or 1)
    except ValueError:
        return 0.0


@cache
def texts(language: str) -> Mapping[str, Any]:
    """All texts of a language by section: those of every ``*.<language>.toml`` of the folder."""
    found: dict[str, Any] = {}
    for path in sorted(WEB.glob(f"*.{language}.toml")):
        found |= tomllib.loads(path.read_text(encoding="utf-8"))
    return found


def base(request: Request) -> str:
    """Where the instances of the store live."""
    return str(getattr(request.state, "base", None) or BASE)


def link(request: Request, path: str, **query: object) -> str:
    """A path of this server with a query; where the address names its language, the link does too."""
    lang = request.query_params.get("lang")
    asked = {name: value for name, value in query.items() if value not in (None, "")}
    if lang in LANGUAGES:
        asked = {"lang": lang} | asked
    return path if not asked else f"{path}{'&' if '?' in path else '?'}{urlencode(asked, doseq=True)}"


def href(request: Request, term: Term | str | None) -> str | None:
    """The page of an IRI, None for a literal."""
    if term is None or isinstance(term, Literal):
        return None
    iri = term.value if isinstance(term, NamedNode) else term
    return link(request, links.path(iri, base(request)))


def local(term: Term | str) -> str:
    """The last part of an IRI, or a text as it is.

    >>> local("https://w3id.org/alliances-kg/ontology#negative"), local("negative")
    ('negative', 'negative')
    """
    value = term if isinstance(term, str) else term.value
    return value.rpartition("#")[2].rpartition("/")[2]


def render(
    request: Request, template: str, *, status: int = 200, inline_styles: bool = False, **context: Any
) -> HTMLResponse:
    """A page.

    Args:
        template: A file of ``templates/``.
        inline_styles: Let it have styles in its text, which a library may need.
        context: What the template shows.
    """
    lang = language(request)
    shared = {
        "language": lang,
        "t": texts(lang),
        "link": partial(link, request),
        "href": partial(href, request),
        "static": static.url,
        "local": local,
        "languages": {each: _in(request, each) for each in LANGUAGES},
        "here": request.url.path,
    }
    headers = {"Content-Security-Policy": policy(inline_styles), "Content-Language": lang}
    headers |= {"Vary": "Accept, Accept-Language", "Cache-Control": "no-cache"}
    return HTMLResponse(_environment().get_template(template).render(shared | context), status, headers)


def _in(request: Request, language: str) -> str:
    """The same page in another language."""
    return f"{request.url.path}?{urlencode([*_others(request), ('lang', language)])}"


def _others(request: Request) -> list[tuple[str, str]]:
    return [pair for pair in request.query_params.multi_items() if pair[0] != "lang"]


def policy(inline_styles: bool = False) -> str:
    """The Content-Security-Policy: nothing but what this server sends, and no script in a page's text."""
    styles = {"style-src": "'self' 'unsafe-inline'"} if inline_styles else {}
    return "; ".join(f"{name} {value}" for name, value in (_POLICY | styles).items())


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(WEB / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
