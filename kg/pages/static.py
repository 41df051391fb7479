"""Styles, scripts and vendored libraries. Their paths have a hash of them all, so that browsers may keep them for good.

One hash for all: a script finds its neighbours, and what is under ``vendor/``, relative to itself.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

WEB = Path(__file__).parent.parent / "data" / "web"
_TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    "": "text/plain",
}


def url(path: str) -> str:
    """The path of a file of ``static/``, or one that begins with ``vendor/``."""
    return f"/static/{_version()}/{path}"


@cache
def _files() -> dict[str, Path]:
    """All files by the end of their path; nothing else is ever served."""
    roots = (WEB / "static", ""), (WEB / "vendor", "vendor/")
    found = ((f"{prefix}{path.relative_to(root).as_posix()}", path) for root, prefix in roots for path in _all(root))
    return {name: path for name, path in sorted(found) if path.suffix in _TYPES}


def _all(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


@cache
def _version() -> str:
    content = sha256()
    for name, path in _files().items():
        content.update(name.encode() + sha256(path.read_bytes()).digest())
    return content.hexdigest()[:16]


async def _serve(request: Request) -> Response:
    path = _files().get(request.path_params["path"])
    if path is None:
        raise HTTPException(404)
    lasting = request.path_params["version"] == _version()
    caching = "public, max-age=31536000, immutable" if lasting else "no-cache"
    return FileResponse(path, media_type=_TYPES[path.suffix], headers={"Cache-Control": caching})


ROUTE = Route("/static/{version}/{path:path}", _serve)
