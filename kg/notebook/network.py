"""An entity among those that claims bring it together with, as a small drawing (SVG, no script)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import cos, pi, sin

_WIDTH, _HEIGHT = 720, 440
_ACROSS, _DOWN = 250, 165
_MOST, _MOST_NAMED = 12, 2
_LONGEST = 26


@dataclass(frozen=True, slots=True)
class Tie:
    """What claims say about two: ``outward`` from the one in the middle, ``denied`` where the polarity is negative."""

    other: str
    relation: str
    outward: bool
    denied: bool
    claims: int

    def __str__(self) -> str:
        return f"{'→' if self.outward else '←'} {'not ' if self.denied else ''}{self.relation} ({self.claims})"


def drawn(middle: str, ties: Sequence[Tie]) -> str:
    """The entity in the middle, around it those with most claims, each line with what they say; the rest is counted.

    Args:
        ties: In the order of their weight; labels, not ids.
    """
    by_other: defaultdict[str, list[Tie]] = defaultdict(list)
    for tie in ties:
        by_other[tie.other].append(tie)
    shown = sorted(by_other, key=lambda name: (-sum(tie.claims for tie in by_other[name]), name))[:_MOST]
    parts = [_spoke(number, len(shown), name, by_other[name]) for number, name in enumerate(shown)]
    rest = len(by_other) - len(shown)
    more = _text(_WIDTH / 2, _HEIGHT - 6, f"and {rest} more", "font-size:11px;opacity:.7") if rest else ""
    about = escape(f"{middle} and {len(shown)} others that claims bring together with it")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" role="img" '
        f'aria-label="{about}" style="max-width:100%;height:auto;font-family:sans-serif">'
        f"{''.join(parts)}{_node(_WIDTH / 2, _HEIGHT / 2, middle, 'bold')}{more}</svg>"
    )


def _spoke(number: int, of: int, name: str, ties: Sequence[Tie]) -> str:
    angle = 2 * pi * number / of - pi / 2
    x, y = _WIDTH / 2 + _ACROSS * cos(angle), _HEIGHT / 2 + _DOWN * sin(angle)
    dashes = ' stroke-dasharray="5 4"' if all(tie.denied for tie in ties) else ""
    title = escape("\n".join((name, *map(str, ties))))
    line = (
        f'<line x1="{_WIDTH / 2:.0f}" y1="{_HEIGHT / 2:.0f}" x2="{x:.0f}" y2="{y:.0f}" stroke="currentColor" '
        f'stroke-opacity=".35" stroke-width="{min(1 + len(ties), 5)}"{dashes}/>'
    )
    near = 0.68
    at = _WIDTH / 2 + (x - _WIDTH / 2) * near, _HEIGHT / 2 + (y - _HEIGHT / 2) * near
    named = [str(tie) for tie in ties[:_MOST_NAMED]] + (["…"] if len(ties) > _MOST_NAMED else [])
    words = "".join(_text(at[0], at[1] + 11 * row, word, "font-size:10px") for row, word in enumerate(named))
    return f"<g><title>{title}</title>{line}{words}{_node(x, y, name)}</g>"


def _node(x: float, y: float, name: str, weight: str = "normal") -> str:
    circle = f'<circle cx="{x:.0f}" cy="{y:.0f}" r="5" fill="#4a7ebb"/>'
    return circle + _text(x, y - 9, _short(name), f"font-size:13px;font-weight:{weight}")


def _text(x: float, y: float, words: str, style: str) -> str:
    return (
        f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="middle" fill="currentColor" style="{style}">{escape(words)}</text>'
    )


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"
