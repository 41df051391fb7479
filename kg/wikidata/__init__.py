"""The slice of Wikidata: read, looked up, made anew from an endpoint or a dump.

Reading is ``slices``; ``refresh`` and ``dumps`` collect ``records``, and ``weaving`` makes a slice of them.
"""

from kg.wikidata.slices import (
    HEAD_OF_GOVERNMENT,
    HEAD_OF_STATE,
    POSITION_HELD,
    SHIPPED,
    Item,
    Name,
    Statement,
    WikidataSlice,
)

__all__ = [
    "HEAD_OF_GOVERNMENT",
    "HEAD_OF_STATE",
    "POSITION_HELD",
    "SHIPPED",
    "Item",
    "Name",
    "Statement",
    "WikidataSlice",
]
