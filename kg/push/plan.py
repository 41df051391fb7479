"""What has to be done so that a target has what a store has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from pyoxigraph import NamedNode

from kg.errors import UsageError
from kg.export.canonical import digest
from kg.push import damage
from kg.push.damage import Damage
from kg.push.target import Target
from kg.store import Store

Tell = Callable[[str, int, int], None]
"""Called with a step, how much of it has been done, and how much there is to do."""


class Mode(StrEnum):
    """What becomes of triples at the target that the store does not have."""

    REPLACE = "replace"
    """Our graphs are there as they are here; what was pushed earlier and is no longer here is removed."""
    ADD = "add"
    """Nothing is removed."""


@dataclass(frozen=True, slots=True)
class Local:
    """A graph of the store: how many triples it has, and the hash of its canonical N-Quads."""

    graph: str
    count: int
    digest: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What has to be done.

    Attributes:
        send: The graphs that are not there, or not as they are here.
        same: Those that are.
        gone: Graphs that were pushed earlier, and are no longer in the store.
        there: Graph -> how many triples it has at the target now; of all the above.
        damages: What the target will change in what is sent, and in how many triples.
    """

    mode: Mode
    send: tuple[Local, ...]
    same: tuple[Local, ...]
    gone: tuple[str, ...]
    there: Mapping[str, int]
    damages: Counter[Damage]

    @property
    def triples(self) -> int:
        """How many are going to be sent."""
        return sum(one.count for one in self.send)


def hashed(graph: NamedNode, lines: Iterable[bytes]) -> str:
    """The hash of a graph: of its canonical N-Quads, as a description of an export has it for the whole.

    >>> hashed(NamedNode("a:g"), [b'<a:b> <a:c> "1" .'])[:8]
    'dc6deefa'
    """
    end = f"{graph} .".encode()
    return digest(line[:-1] + end for line in lines)


def made(store: Store, target: Target, entered: Mapping[str, str], mode: Mode, tell: Tell) -> Plan:
    """Compare a store with what a target has got, by hash and by count.

    Args:
        entered: Graph -> hash, of what was pushed.

    Raises:
        UsageError: The store is empty.
    """
    names = store.graphs()
    if not names:
        raise UsageError(f"{store.path or 'store in memory'}: it holds nothing that could be pushed")
    here = {name.value for name in names}
    gone = () if mode is Mode.ADD else tuple(sorted(entered.keys() - here))
    there = target.counts([*sorted(here), *gone])
    known = damage.known(target.kind.key if target.kind else None)
    damages: Counter[Damage] = Counter()
    send, same = [], []
    for number, name in enumerate(names, 1):
        lines = store.lines(name)
        local = Local(name.value, len(lines), hashed(name, lines))
        if entered.get(local.graph) == local.digest and is_whole(local, there, mode):
            same.append(local)
        else:
            send.append(local)
            damages += damage.count(lines, known)
        tell("comparing", number, len(names))
    return Plan(mode, tuple(send), tuple(same), gone, there, damages)


def is_whole(local: Local, there: Mapping[str, int], mode: Mode) -> bool:
    """Whether as many triples are there as here; when we only add, others may be there, too."""
    found = there.get(local.graph, 0)
    return found == local.count if mode is Mode.REPLACE else found >= local.count
