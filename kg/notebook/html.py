"""What a notebook shows: HTML without scripts, styled in place, everything from outside escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape as escape
from itertools import pairwise

_CELL = "text-align:left;vertical-align:top;max-width:32em"
_EVIDENCE = "background:rgba(255,200,0,.35);color:inherit"
_CUE = "font-weight:bold;text-decoration:underline"
_NOTE = "opacity:.7;margin:.3em 0"


def table(columns: Sequence[str], rows: Iterable[Sequence[object]], whole: int) -> str:
    """A table.

    Args:
        rows: Those to show; a cell may be a pair: what is shown, and what the pointer finds behind it.
        whole: How many there are.
    """
    body = ["<tr>" + "".join(map(_cell, row)) + "</tr>" for row in rows]
    head = "".join(f'<th scope="col" style="{_CELL}">{escape(name)}</th>' for name in columns)
    made = f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>" if body else ""
    return made + note(shown(len(body), whole))


def _cell(cell: object) -> str:
    text, title = cell if isinstance(cell, tuple) else (cell, "")
    behind = f' title="{escape(str(title))}"' if title else ""
    return f'<td style="{_CELL}"{behind}>{escape(str(text))}</td>'


def shown(part: int, whole: int) -> str:
    """How much of it is shown."""
    return count(whole, "row") if part == whole else f"the first {part} of {count(whole, 'row')}"


def count(number: int, word: str) -> str:
    """A number with its word.

    >>> count(1, "row"), count(2, "row")
    ('1 row', '2 rows')
    """
    return f"{number} {word}" + ("" if number == 1 else "s")


def note(text: str) -> str:
    """A line in small."""
    return f'<p style="{_NOTE}">{escape(text)}</p>'


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a text that stands out: evidence, or with ``cue`` the word that carries the claim."""

    start: int
    end: int
    title: str = ""
    cue: bool = False


def marked(text: str, marks: Iterable[Mark], start: int = 0) -> str:
    """A text with its marks, also where these overlap; line ends are kept.

    Args:
        start: Where the text begins, in the count of the marks.

    >>> marked("a <b>", [Mark(2, 5, "x")])
    'a <mark style="background:rgba(255,200,0,.35);color:inherit" title="x">&lt;b&gt;</mark>'
    """
    every = [mark for mark in marks if mark.start < start + len(text) and mark.end > start]
    cuts = sorted({0, len(text), *(_inside(at - start, text) for mark in every for at in (mark.start, mark.end))})
    return "".join(
        _piece(text[a:b], [m for m in every if m.start - start <= a and b <= m.end - start]) for a, b in pairwise(cuts)
    )


def _inside(at: int, text: str) -> int:
    return min(max(at, 0), len(text))


def _piece(text: str, marks: Sequence[Mark]) -> str:
    written = escape(text).replace("\n", "<br>")
    if not marks:
        return written
    title = " · ".join(dict.fromkeys(mark.title for mark in marks if mark.title))
    style = "; ".join((_EVIDENCE, _CUE)) if any(mark.cue for mark in marks) else _EVIDENCE
    return (
        f'<mark style="{style}" title="{escape(title)}">{written}</mark>'
        if title
        else (f'<mark style="{style}">{written}</mark>')
    )
