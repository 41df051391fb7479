"""Stand-in until the shared pages arrive."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from starlette.requests import Request
from starlette.responses import HTMLResponse

_WEB = Path(__file__).parent.parent / "data" / "web"


@cache
def _env() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(_WEB / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def language(request: Request) -> str:
    return request.query_params.get("lang") or (
        "de" if request.headers.get("accept-language", "").startswith("de") else "en"
    )


@cache
def texts(lang: str) -> Mapping[str, Any]:
    return tomllib.loads((_WEB / f"drawings.{lang}.toml").read_text())


def render(request: Request, template: str, **values: Any) -> HTMLResponse:
    lang = language(request)
    return HTMLResponse(
        _env().get_template(template).render(language=lang, t=texts(lang), static=lambda p: f"/static/{p}", **values)
    )
