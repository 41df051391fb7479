"""One parsed block with its links and the lexicon: who the phrases of a sentence stand for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from kg import names
from kg.claims import hanging, syntax
from kg.lexicon import Lexicon, Sense
from kg.model import Document, Entity, Form, Kind, Link, Mention, Span
from kg.names.nouns import bases
from kg.trees import Stretch, Token

_CONTROL = frozenset({"object-control", "dative-control"})
_ALLIANCE = frozenset({Kind.ALLIANCE.value})
_PLACES = frozenset({Kind.CITY, Kind.TERRITORY})
_SOURCE_MARKS = frozenset({"advmod", "case", "mark", "cc"})


@dataclass(frozen=True, slots=True)
class Filler:
    """An entity that fills an argument.

    Attributes:
        tokens: Tokens that name it, for the evidence.
        link: The link it was read from.
        negated: *nicht A, sondern B* denies A alone.
        steps: How many nouns were looked through to reach it.
    """

    entity: Entity
    tokens: tuple[Token, ...]
    link: Link
    negated: bool = False
    steps: int = 0


def _is_within(child: Token, noun: Token) -> bool:
    """Whether a word belongs to a description: the preposition within *Opposition in Lima*, not one before it."""
    return child.dep == "amod" or (child.dep == "case" and child.head != noun)


def words(tokens: Sequence[Token]) -> str:
    """The text from the first to the last token."""
    first, last = syntax.span(list(tokens))
    return Stretch(tokens[0].doc, first, last + 1).text


class Scene:
    """A block with everything that the extractor asks of it."""

    def __init__(self, document: Document, index: int, links: Iterable[Link], lexicon: Lexicon) -> None:
        block = document.blocks[index]
        self.article = document.article
        self.index = index
        self.topics: tuple[Link, ...] = ()
        self.body: Link | None = None
        self.offices: dict[str, Filler] = {}
        self._senses: dict[int, tuple[Sense, ...]] = {}
        self._words: dict[int, str] = {}
        self._genitives: set[Token] = set()
        self.block = block
        self.doc = block.doc
        self.lexicon = lexicon
        self.cues = names.cues(document.language)
        self.whole: dict[int, list[Link]] = defaultdict(list)
        self.parts: dict[int, list[Link]] = defaultdict(list)
        for link in links:
            mention = link.mention
            first = self.doc[mention.first]
            if link.entity.kind is not Kind.PERSON and self.is_office(first):
                self.parts[mention.first].append(link)
                continue
            inflection = 1 if "-" in first.text else 2
            if mention.first == mention.last and len(mention.span.text) < len(first.text) - inflection:
                self.parts[mention.first].append(link)
            else:
                for i in range(mention.first, mention.last + 1):
                    self.whole[i].append(link)
        hanging.hang(self)
        self.sources = frozenset(
            [token.head for token in self.doc if self._marks_source(token)]
            + [token for token in self.doc if token.dep == "dislocated" and self._speaks(token)]
        )
        self.controls = frozenset(
            token
            for token in self.doc
            if token.pos in syntax.VERBAL and any(_CONTROL & s.flags for s in self.senses(token))
        )

    def _marks_source(self, token: Token) -> bool:
        """Whether a word says that its head gives whose words the sentence is: *…, so der Minister*."""
        return (
            token.dep in _SOURCE_MARKS
            and token.pos in {"ADV", "ADP", "SCONJ"}
            and token.head.pos in {"NOUN", "PROPN", "PRON"}
            and token.sent.start < token.i < token.head.i
            and token.doc[token.i - 1].is_punct
            and (token.pos != "ADV" or token.head.pos in {"NOUN", "PROPN", "PRON"})
            and any(sense.reference == "attributedTo" for sense in self.lexicon.senses("adposition", token.lower))
        )

    def _speaks(self, catchword: Token) -> bool:
        """Whether who stands before a colon says what follows: *Berg: „…“*, *Kreml: …*, not *Polen: Berg tritt ab*."""
        links = self.whole.get(catchword.i, ())
        colon = self.doc[catchword.right_edge.i + 1] if catchword.right_edge.i + 2 < len(self.doc) else None
        quoted = colon is not None and colon.next is not None and colon.next.is_quote
        if any(link.entity.kind is Kind.PERSON or link.mention.form is Form.METONYM for link in links):
            return True
        return quoted and bool(links)

    def is_office(self, token: Token) -> bool:
        return token.pos == "NOUN" and any("office" in sense.flags for sense in self.lexicon.noun(token.lemma))

    # -- words ---------------------------------------------------------------------------------

    def lemma(self, token: Token) -> str:
        """The lemma under which the lexicon knows a token: a participle's verb, a noun's singular."""
        return token.verb_lemma or token.lemma

    def has_links(self, start: int, end: int) -> bool:
        """Whether anything is named between two tokens, the second left out."""
        return any(i in self.whole or i in self.parts for i in range(start, end))

    def may_hold(self, sentence: Stretch, words: Iterable[str]) -> bool:
        """Whether a sentence may hold one of some words, in lower case, also as part of another: a cheap first look."""
        if sentence.start not in self._words:
            spelled = (form for token in sentence for form in (token.lower, token.lemma.casefold()))
            self._words[sentence.start] = " ".join(spelled)
        return any(word in self._words[sentence.start] for word in words)

    def senses(self, token: Token) -> tuple[Sense, ...]:
        """All senses that the lexicon has for a token, by its part of speech."""
        found = self._senses.get(token.i)
        if found is None:
            found = self._senses[token.i] = self._looked_up(token)
        return found

    def _looked_up(self, token: Token) -> tuple[Sense, ...]:
        lexicon = self.lexicon
        if token.pos in {"NOUN", "PROPN"}:
            return () if token.i in self.whole and token.pos == "PROPN" else lexicon.noun(token.lemma)
        if token.pos in syntax.VERBAL:
            found = lexicon.senses("verb", token.lemma)
            if token.dep in {"aux", "aux:pass", "cop"}:
                return tuple(sense for sense in found if "auxiliary" in sense.flags)
            return found
        if token.pos == "ADJ" and any(link.mention.form is Form.NAME for link in self.whole.get(token.i, ())):
            return ()  # Vereinte Nationen
        if token.pos == "ADJ" and self._is_demonym(token):
            return lexicon.senses("adjective", "demonym")
        if token.pos == "ADJ":
            participle = lexicon.senses("verb", token.verb_lemma) if token.verb_lemma else ()
            return lexicon.senses("adjective", token.lemma) + participle
        if token.pos in {"ADV", "PART", "DET", "PRON"}:
            return lexicon.senses("adverb", token.lemma) + lexicon.senses("adjective", token.lemma)
        if token.pos in {"ADP", "SCONJ", "CCONJ"}:
            conjunctions = () if token.pos == "ADP" else lexicon.senses("conjunction", token.lower)
            return conjunctions + lexicon.senses("adposition", token.lower)
        return ()

    def _is_demonym(self, token: Token) -> bool:
        return any(link.mention.form is Form.DEMONYM for link in self.whole.get(token.i, ()))

    def refers(self, token: Token, reference: str) -> Iterator[Sense]:
        """Senses of a token that mean the given term."""
        return (sense for sense in self.senses(token) if sense.reference == reference)

    def source(self, first: int, last: int) -> Span:
        """The article's words from one token to another."""
        segment = self.block.segment
        start = self.doc[first].idx
        end = self.doc[last].idx + len(self.doc[last].text)
        raw_start, raw_end = segment.source(start), segment.source(end - 1) + 1
        return Span(raw_start, raw_end, self.article.text[raw_start:raw_end])

    # -- phrases -------------------------------------------------------------------------------

    def resolve(self, token: Token, possession: bool = False, depth: int = 0) -> list[Filler]:
        """Entities that a phrase with this head stands for, without what is coordinated with it.

        Args:
            possession: Whether *die Politik Russlands* may stand for Russia.
        """
        if depth > 4:
            return []
        if syntax.is_relative(token):
            nouns = syntax.stood_for(token)
            found = [f for each in nouns for f in self.resolve(each, possession, depth + 1)]
            return found or [f for each in self._told_to_be(nouns) for f in self.resolve(each, possession, depth + 1)]
        own = self.whole.get(token.i)
        if own and token.pos == "NOUN" and (self._is_demonym(token) or self.is_office(token)):
            people = [f for f in self._named_by_apposition(token, depth) if f.entity.kind is Kind.PERSON]
            if people:  # der Argentinier Juan Berg, Präsident Berg
                return people
        if own and self._is_one_of_people(token):
            return []
        if own:
            return [Filler(link.entity, self._named(link), link) for link in own]
        if self._is_adversary(token):
            return []
        named = self._named_by_apposition(token, depth)
        nominal = token.pos in {"NOUN", "PROPN"}
        senses = self.lexicon.noun(token.lemma) if nominal else ()
        if self._speaks_for_himself(token, senses):
            return [filler for filler in named if filler.entity.kind is Kind.PERSON]
        if named:
            return named
        for sense in senses:
            if sense.reference == "described" and "members" in sense.flags:
                some = self._some_members(token, depth)
                if some:
                    return some
            elif sense.reference == "described":
                return self._described(token, sense, depth)
        if any(sense.reference == "represents" or "office" in sense.flags for sense in senses):
            found = self._through(token, depth, places=True)
            return found if self.is_office(token) else [f for f in found if not self._is_topic(token, f)]
        if possession and nominal:
            return self._through(token, depth, places=False)
        return []

    def _speaks_for_himself(self, noun: Token, senses: Sequence[Sense]) -> bool:
        """Whether who bears a title does not act for its state: a deputy, *der frühere Präsident*, *der Ex-Chef*."""
        if any("independent" in sense.flags for sense in senses):
            return True
        if not any("office" in sense.flags for sense in senses):
            return False
        former = noun.lower.partition("-")[0] in self.lexicon.markers.get("former", frozenset())
        return former or any(
            sense.reference == "ended"
            for child in syntax.children(noun, "amod")
            for sense in self.lexicon.senses("adjective", child.lemma)
        )

    def _told_to_be(self, nouns: Sequence[Token]) -> list[Token]:
        """Who is said to be what a clause tells more of: *A war der erste Staat*, *einer der Staaten, die …*."""
        for noun in nouns:
            one = noun.head if noun.dep == "nmod" and noun.head.pos in {"PRON", "NUM", "DET"} else noun
            copulas = list(syntax.children(one, "cop"))
            real = not any("Sub" in cop.morph.get("Mood", ()) for cop in copulas) and not syntax.has_child(one, "aux")
            denied = any(self.is_negation(child) for each in (one, noun) for child in each.children)
            if copulas and real and not denied:
                return syntax.bare_subject(one)
            counted = syntax.case(noun) == "zu" and any(s.reference == "memberOf" for s in self.senses(noun.head))
            if counted and not any(self.is_negation(child) for child in noun.head.children):
                # zu den Staaten, die …, gehören A und B
                return [each for subject in syntax.bare_subject(noun.head) for each in syntax.coordinated(subject)]
        return []

    def _is_one_of_people(self, noun: Token) -> bool:
        """Whether somebody is only told by his people, who is not his state: *der Ungar*, *eine Russin*."""
        if noun.pos not in {"NOUN", "PROPN"} or not self._is_demonym(noun) or "Plur" in noun.morph.get("Number", ()):
            return False
        single = self.lexicon.markers.get("single", frozenset())
        return any(child.lower in single for child in syntax.children(noun, "det"))

    def _is_adversary(self, noun: Token) -> bool:
        """Whether a noun names those who are against somebody: *die Gegner der Taliban* are not the Taliban."""
        against = self.lexicon.markers.get("adversary", frozenset())
        if noun.lemma.casefold() not in against:
            return False
        beside = [child for child in syntax.children(noun, "appos") if not syntax.has_child(child, "conj")]
        if any(child.text.endswith("s") for child in beside) and "Plur" in syntax.numbers(noun):
            return True  # die Feinde Assads
        return syntax.has_child(noun, "nmod") and not beside

    def _named(self, link: Link) -> tuple[Token, ...]:
        return tuple(self.doc[i] for i in range(link.mention.first, link.mention.last + 1))

    def _named_by_apposition(self, token: Token, depth: int) -> list[Filler]:
        """*die Länder Armenien und Belarus*, *Präsident Wladimir Putin*, *Organisationen wie der UNO*."""
        result: list[Filler] = []
        named = syntax.named_beside(token)
        for child in token.children:
            example = child.dep in {"nmod", "conj", "obl"} and self._example(child)
            if (child in named or example) and child.i > token.i and child not in self._genitives:
                for each in self.members(child):
                    result.extend(self.resolve(each, False, depth + 1))
        if any(self.cues.is_place(base) for base in bases(token)):
            return result
        return [filler for filler in result if filler.entity.kind not in _PLACES]  # no Kirchenkreis Magdeburg

    def _example(self, token: Token) -> bool:
        marker = syntax.case(token)
        return marker is not None and marker in self.lexicon.markers.get("example", frozenset())

    def _through(self, token: Token, depth: int, places: bool) -> list[Filler]:
        owners = self.owners(token, depth + 1)
        if not places and token.lemma.casefold() in self.lexicon.markers.get("suffered", frozenset()):
            owners = [f for f in owners if f.link.mention.form is Form.DEMONYM]  # der Sturz Assads is none of his deeds
        owners = self._agents(token, depth + 1) or owners
        if not owners and places:
            owners = [
                filler
                for place in self._places(token)
                for each in syntax.coordinated(place)
                for filler in self.resolve(each, False, depth + 1)
            ]
        if not places:  # der Nato-Beitritt Schwedens is Sweden's
            owners = [f for f in owners if f.tokens != (token,)] or [f for f in owners if not self._is_topic(token, f)]
        bodies = [
            f for f in owners if f.link.mention.form is not Form.DEMONYM and "Organisation" in self._top(f.entity)
        ]
        return [
            replace(filler, tokens=(token, *filler.tokens), steps=filler.steps + 1)
            for filler in bodies or owners  # kurdische Kämpfer der YPG are the YPG's
            if filler.entity.qid or filler.entity.kind is not Kind.TERRITORY  # nobody speaks for an unknown place
        ]

    def _is_topic(self, noun: Token, part: Filler) -> bool:
        """Whether the state that a compound begins with is what it is about: *Syrien-Resolution*, no *US-Politik*."""
        link, nouns = part.link, bases(noun)
        if link not in self.parts.get(noun.i, ()) or link.mention.form is not Form.NAME or self.cues.collective(*nouns):
            return False
        short = link.mention.span.text.isupper() or self.cues.any("seats/power", *nouns)
        return "State" in self._top(link.entity) and not short

    def _agents(self, noun: Token, depth: int) -> list[Filler]:
        """Who did what an event's noun names: *die Besetzung der Krim durch Russland* is Russia's."""
        phrases = syntax.obliques(noun, self.lexicon.markers.get("durch", frozenset()))
        return [f for phrase in phrases for each in self.members(phrase) for f in self.resolve(each, False, depth)]

    def _described(self, token: Token, sense: Sense, depth: int) -> list[Filler]:
        """An actor who is not the state that he belongs to, by the words that say whose he is: *Perus Opposition*."""
        owners = self._through(token, depth, places=True)
        if not owners and not ("agentless" in sense.flags and self.is_definite(token)):
            return []
        near = {token, *(each for owner in owners for each in owner.tokens)}
        inside = [each for each in token.subtree if each in near or (each.head in near and _is_within(each, token))]
        kind = Kind.PERSON if Kind.PERSON.value in sense.subject_kinds else Kind.ORGANISATION
        return [self.unnamed(token, inside, kind)]

    def _some_members(self, noun: Token, depth: int) -> list[Filler]:
        """Members of an alliance who are not told apart: *OVKS-Partner*, *die Mitgliedstaaten der EU*."""
        if "Plur" not in syntax.numbers(noun):
            return []
        bodies = [each for each in self.owners(noun, depth + 1) if self.kind_fits(each.entity, _ALLIANCE)]
        if len(bodies) != 1:
            return []
        inside = sorted({noun, *bodies[0].tokens}, key=lambda token: token.i)
        return [self.unnamed(noun, inside, label=f"{bodies[0].entity.label} members")]

    def is_definite(self, token: Token) -> bool:
        """Whether a noun is a certain one: *der Papst*, *dieser Angriff*."""
        return any(
            "Def" in child.morph.get("Definite", ()) or "Dem" in child.morph.get("PronType", ())
            for child in syntax.children(token, "det")
        )

    def _places(self, token: Token) -> list[Token]:
        """Where something is: its own phrase of place, or the one that follows at once, wherever a parser hangs it."""
        markers = self.lexicon.markers.get("place", frozenset())
        own = syntax.obliques(token, markers)
        after = token.next or token
        if own or after.lower not in markers or after.dep != "case":
            return own
        return [after.head]

    def _leading_parts(self, token: Token) -> list[Link]:
        """Names that a compound begins with: *US-Präsident*, but not *Anti-Nato-Bündnis* or *prorussisch*."""
        edge = self.source(token.i, token.i).start
        result = []
        for link in self.parts.get(token.i, ()):
            if link.mention.form is Form.DESCRIPTION or link.mention.span.start == edge:
                result.append(link)
                edge = link.mention.span.end + 1  # a second name may follow behind a hyphen
        return result

    def owners(self, noun: Token, depth: int = 0) -> list[Filler]:
        """Whose it is: the compound's first part, an adjective of a state, a genitive, a possessive."""
        result = [Filler(link.entity, (noun,), link) for link in self._leading_parts(noun)]
        others = {Form.DEMONYM} if self._is_colleague(noun) else {Form.DEMONYM, Form.PRONOUN}
        for child in syntax.children(noun, "amod", "det", "det:poss", "nmod:poss"):
            chain = [child, *(each for each in child.children if each.dep == "conj" and each.pos == "ADJ")]
            for adjective in chain:
                for link in self.whole.get(adjective.i, ()) or self._leading_parts(adjective):
                    if link.mention.form in others:
                        result.append(Filler(link.entity, (adjective,), link))
        if Form.PRONOUN not in others:
            return result
        heads = [head for head in syntax.owners(noun) if not result or syntax.case(head) is None]
        if heads and syntax.has_child(noun, "cop"):
            heads += [
                child
                for child in syntax.children(noun, "conj", "appos")
                if child.i in self.whole and not any(self.is_negation(each) for each in child.children)
            ]
        for owner in heads:
            for each in self.members(owner):
                result.extend(self.resolve(each, depth > 3, depth + 1))
        if not result and noun.dep == "conj" and noun.head.pos in {"NOUN", "PROPN"} and depth < 4:
            return self.owners(noun.head, depth + 1)
        return result

    def _is_colleague(self, noun: Token) -> bool:
        """Whether whose a person is does not say whom he serves: *sein ungarischer Amtskollege* is Hungary's."""
        return noun.lemma.casefold() in self.lexicon.markers.get("colleague", frozenset())

    def bridge(self, token: Token, others: Iterable[Filler]) -> list[Filler]:
        """Whose neighbour or partnership it is where the text leaves it unsaid: the clause's subject, else the topic.

        Args:
            others: The relation's other end, which it cannot be.
        """
        taken = {filler.entity.id for filler in others}
        node = token
        for _ in range(6):
            if node.pos in syntax.VERBAL or node.head == node or syntax.has_child(node, "cop"):
                break
            node = node.head
        near = self.fillers(each for each in syntax.bare_subject(node) if each != token)
        people = [f for f in near if f.entity.kind is Kind.PERSON and f.entity.id not in taken]
        served = [self.offices[person.entity.id] for person in people if person.entity.id in self.offices]
        span = self.source(token.i, token.i)
        mention = Mention(self.index, token.i, token.i, span, Form.DESCRIPTION)
        topics = () if people else self.topics  # somebody's neighbour is not the article's
        for link in (*(filler.link for filler in (*near, *served)), *topics):
            if link.entity.id not in taken and "State" in self.lexicon.kinds.get(link.entity.kind, frozenset()):
                via = Link(mention, link.entity, 0.75, "topic", link.mention)
                return [Filler(link.entity, (token,), via, steps=1)]
        return []

    def bridge_to_body(self, token: Token) -> list[Filler]:
        """Which body is meant where the text leaves it unsaid: the one the article is about, if it was the last."""
        before = (link for i in range(token.i) for link in self.whole.get(i, ()))
        named = [link.entity.id for link in before if "Organisation" in self._top(link.entity)]
        if self.body is None or (named and named[-1] != self.body.entity.id):
            return []
        mention = Mention(self.index, token.i, token.i, self.source(token.i, token.i), Form.DESCRIPTION)
        return [
            Filler(
                self.body.entity, (token,), Link(mention, self.body.entity, 0.75, "topic", self.body.mention), steps=1
            )
        ]

    def state_of(self, filler: Filler) -> Filler:
        """The state whose troops a group is, the group itself where the text does not say."""
        via = filler.link.via
        for _ in range(2):
            if via is None or filler.entity.qid is not None or via.block != self.index:
                return filler
            for link in (*self.whole.get(via.first, ()), *self.parts.get(via.first, ())):
                if link.mention == via and "State" in self._top(link.entity):
                    return replace(filler, entity=link.entity, link=link, steps=filler.steps + 1)
            via = next((link.via for link in self.whole.get(via.first, ()) if link.mention == via), None)
        return filler

    def unnamed(
        self, phrase: Token, tokens: list[Token] | None = None, kind: Kind = Kind.ORGANISATION, label: str = ""
    ) -> Filler:
        """A source or actor without a name, as a NIL entity: *offiziellen Angaben zufolge*; its words are its label."""
        if tokens is None:
            tokens = [token for token in phrase.subtree if token.dep != "case" and not token.is_punct]
            tokens = [token for token in tokens if not self._marks_source(token)]
            label = label or words(tokens or [phrase])
        else:
            label = label or (words(tokens) if len(tokens) > 1 else phrase.lemma)
        entity = Entity.nil(label, kind)
        span = self.source(*syntax.span(tokens or [phrase]))
        mention = Mention(self.index, *syntax.span(tokens or [phrase]), span, Form.DESCRIPTION)
        return Filler(entity, tuple(tokens), Link(mention, entity, 0.5, "unnamed source"))

    def fillers(self, tokens: Iterable[Token], possession: bool = False, sources: bool = False) -> list[Filler]:
        """Entities of phrases and of everything coordinated with them, each entity once."""
        result: dict[str, Filler] = {}
        for token in tokens:
            members = self.members(token)
            denied = self.denied(members)
            for member in members:
                if member in self.sources and not sources:
                    continue
                for filler in self.resolve(member, possession):
                    result.setdefault(filler.entity.id, replace(filler, negated=member in denied))
        return list(result.values())

    def members(self, token: Token) -> list[Token]:
        """The members of an enumeration: what is coordinated, and names of one kind set beside each other."""
        result = []
        for member in syntax.coordinated(token):
            result.append(member)
            own = self.whole.get(member.i)
            for child in syntax.children(member, "appos"):
                other = self.whole.get(child.i)
                if own and other and self._alike(own[0].entity, other[0].entity):
                    result += [each for each in self.members(child) if each not in result]
        return result

    def _alike(self, one: Entity, other: Entity) -> bool:
        """Whether two entities are different things of one kind."""
        return one.id != other.id and bool(self._top(one) & self._top(other))

    def _top(self, entity: Entity) -> frozenset[str]:
        return self.lexicon.kinds.get(entity.kind, frozenset()) & {"State", "Organisation", "Person", "City"}

    def denied(self, members: list[Token]) -> set[Token]:
        """Members of a coordination that *nicht … sondern* or *weder … noch* denies."""
        contrast = any(
            child.lower in self.lexicon.markers.get("contrast", frozenset())
            for member in members
            for child in syntax.children(member, "cc", "advmod")
        )
        neither = self.lexicon.markers.get("neither", frozenset())
        result = set()
        for member in members:
            marks = {child.lower for child in member.children if child.dep in {"advmod", "cc", "cc:preconj"}}
            if marks & neither:
                return set(members)
            own = any(self.is_negation(child) for child in member.children if child.i < member.i)
            if self._is_excepted(member):
                result.update(syntax.coordinated(member))
            first = member == members[0]
            if (own and (contrast or not first)) or (contrast and first and self._denied_before(member)):
                result.add(member)
        return result

    def _is_excepted(self, member: Token) -> bool:
        """Whether a phrase is set against one before it: *zu A, nicht jedoch zu B*, *mit A, aber nicht mit B*."""
        if member.dep == "conj" and member.head.pos in syntax.VERBAL:
            return False  # a clause without its verb
        inside = [each for each in member.subtree if not each.is_punct][:2]
        start = member.left_edge.i
        return any(
            self._is_exception(*pair) for pair in (inside, member.doc.tokens[start - 2 : start]) if len(pair) == 2
        )

    def _is_exception(self, one: Token, other: Token) -> bool:
        """Whether two words are *nicht* and *jedoch*, in either order."""
        opposite = self.lexicon.markers.get("opposite", frozenset())
        words = {one.pos, other.pos} <= {"ADV", "CCONJ", "PART"}
        return words and any(a.lower in opposite and self.is_negation(b) for a, b in ((one, other), (other, one)))

    def _denied_before(self, token: Token) -> bool:
        left = token.left_edge
        return left.i > 0 and self.is_negation(left.doc[left.i - 1])

    def is_contrast(self, negation: Token) -> bool:
        """Whether a negation denies one member of a contrast alone: *unterstützt nicht A, sondern B*."""
        marks = self.lexicon.markers.get("contrast", frozenset())
        for token in negation.sent:
            if token.i > negation.i and token.lower in marks and token.dep in {"cc", "advmod"}:
                first = token.head.head
                return first.pos not in syntax.VERBAL and first.left_edge.i == negation.i + 1
        return False

    def is_negation(self, token: Token) -> bool:
        """Whether a token denies what it stands with: *nicht*, *kein*, *nie*."""
        return any(True for _ in self.refers(token, "negative"))

    def kind_fits(self, entity: Entity, kinds: frozenset[str]) -> bool:
        """Whether an entity is of one of the kinds; no kinds means any."""
        if not kinds:
            return True
        return not kinds.isdisjoint(self.lexicon.kinds.get(entity.kind, frozenset({entity.kind})))
