"""Where the files that ship with the program lie: in the checkout, or in the installed package."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent
_CHECKOUT = _PACKAGE.parent.parent


def folder(name: str) -> Path:
    """The folder ``ontology`` or ``queries``: the wheel carries a copy, a checkout has it at its top."""
    shipped = _PACKAGE / name
    return shipped if shipped.is_dir() else _CHECKOUT / name
