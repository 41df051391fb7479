"""The language of an article: from frequent words first, from py3langid where they do not decide."""

from __future__ import annotations

import re

from kg.documents.patterns import frequent_words, language_codes, languages

UNDETERMINED = "und"  # ISO 639-2

_WORD = re.compile(r"[^\W\d_]+")
_SHARE, _LEAD, _KINDS = 0.15, 3.0, 3
# py3langid's scores are log probabilities: below this distance a text of a few words may be either.
_NEAR = 8.0
_SAMPLE = 4000


def of_code(code: str) -> str:
    """Two-letter code of a language that is named in some other way: ``de-AT``, ``deu``, ``German``."""
    name = code.strip().lower()
    return language_codes().get(name) or language_codes().get(re.split(r"[-_]", name)[0], name)


def name(code: str) -> str:
    """English name of a language, the code itself where it has none here."""
    return languages().get(code, code)


def of_text(text: str) -> str:
    """Two-letter code of the language of ``text``; ``und`` where it has no letters.

    Only the first words are read. Frequent words decide where one language clearly has most of them, since
    py3langid takes half a second to load. A text too short for a decision counts as a language that has
    a word list, if that is about as likely as any other.

    >>> of_text("Die Minister haben sich auf einen Vertrag geeinigt, der noch nicht gilt.")
    'de'
    """
    sample = text[:_SAMPLE]
    found = [word.lower() for word in _WORD.findall(sample)]
    if not found:
        return UNDETERMINED
    return _by_frequent_words(found) or _by_letters(sample)


def _by_frequent_words(found: list[str]) -> str | None:
    """Language whose frequent words clearly dominate, None if none does."""
    own = {code: [word for word in found if word in known] for code, known in frequent_words().items()}
    best, second = sorted(own, key=lambda code: -len(own[code]))[:2]
    enough = len(own[best]) >= _SHARE * len(found) and len(set(own[best])) >= _KINDS
    return best if enough and len(own[best]) >= _LEAD * len(own[second]) else None


def _by_letters(sample: str) -> str:
    """Ask py3langid, with the languages that have a word list before others that are hardly more likely."""
    from py3langid import langid

    langid.set_languages(sorted(languages()))  # type: ignore[no-untyped-call]
    ranked = langid.rank(sample)  # type: ignore[no-untyped-call]
    best = float(ranked[0][1])
    near = (code for code, score in ranked if code in frequent_words() and best - float(score) < _NEAR)
    return str(next(near, ranked[0][0]))
