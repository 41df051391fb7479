"""The engine: every sense of every word, matched, read in its context, turned into claims."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, permutations, product

from kg.claims import confidence, quantities, syntax, times
from kg.claims import context as contexts
from kg.claims.context import Context
from kg.claims.match import Match, match, variants
from kg.claims.scene import Filler, Scene, words
from kg.lexicon import Lexicon, Relation
from kg.model import Claim, Date, Document, Form, Kind, Link, Modality, Polarity, Span, Time
from kg.trees import Stretch, Token

_TOPIC = 4  # mentions that make a state the topic of an article
_FIRST = 3  # what the first mention counts
_MORTAL = frozenset({Kind.PERSON, Kind.HISTORICAL_STATE, Kind.CONFLICT})


@dataclass(frozen=True, slots=True)
class _Pair:
    subject: Filler | None
    object: Filler | None


def extract(document: Document, links: Sequence[Link], lexicon: Lexicon) -> tuple[Claim, ...]:
    """Read who says what about whom out of a linked document.

    Args:
        links: All links of the document, in reading order.

    Returns:
        Claims in reading order of their cues, no two with the same proposition, polarity,
        modality and speakers. Questions make none.
    """
    by_block: dict[int, list[Link]] = {}
    for link in links:
        by_block.setdefault(link.mention.block, []).append(link)
    result: dict[tuple[object, ...], Claim] = {}
    speaker: Filler | None = None
    topics, body = _topics(links, lexicon), _body(links, lexicon)
    offices: dict[str, Filler] = {}
    for index, block in enumerate(document.blocks):
        if index not in by_block:
            continue  # a claim needs an actor
        scene = Scene(document, index, by_block[index], lexicon)
        scene.topics, scene.body, scene.offices = topics, body, offices
        for sentence in block.doc.sents:
            if not scene.has_links(sentence.start, sentence.end) or _is_question(sentence):
                continue
            found, speaker = _sentence(document, scene, sentence, speaker)
            for claim in found:
                result.setdefault(_key(claim), claim)
    said = [claim for claim in result.values() if not _is_own_stance(claim, result.values(), lexicon)]
    return tuple(sorted(said, key=lambda claim: (claim.cue.start, claim.evidence.start)))


def _is_own_stance(claim: Claim, claims: Iterable[Claim], lexicon: Lexicon) -> bool:
    """Whether somebody takes a stance towards the state that he serves, or sends its troops there: no two actors."""
    relation = lexicon.relations.get(claim.predicate)
    if relation is None or claim.object is None or not (relation.category == "stance" or relation.of_state):
        return False
    return any(
        other.predicate in {"headOf", "holdsOffice"} and (other.subject, other.object) == (claim.subject, claim.object)
        for other in claims
    )


def _topics(links: Sequence[Link], lexicon: Lexicon) -> tuple[Link, ...]:
    """First links of the states that an article is most about: named often, and early."""
    first: dict[str, Link] = {}
    count: Counter[str] = Counter()
    for link in links:
        if "State" in lexicon.kinds.get(link.entity.kind, frozenset()):
            count[link.entity.id] += 1 if first else _FIRST
            first.setdefault(link.entity.id, link)
    often = [id for id, times in count.most_common(2) if times >= _TOPIC]
    return tuple(first[id] for id in often)


def _body(links: Sequence[Link], lexicon: Lexicon) -> Link | None:
    """First link of the body whose history an article tells: named first of all bodies and much more than any other."""
    bodies = [link for link in links if "Organisation" in lexicon.kinds.get(link.entity.kind, frozenset())]
    ranked = Counter(link.entity.id for link in bodies).most_common(2)
    if not ranked or ranked[0][0] != bodies[0].entity.id or ranked[0][1] < _TOPIC:
        return None
    return bodies[0] if len(ranked) == 1 or ranked[0][1] >= 2 * ranked[1][1] else None


def _key(claim: Claim) -> tuple[object, ...]:
    ends = [claim.subject.id if claim.subject else "", claim.object.id if claim.object else claim.content or ""]
    speakers = tuple(entity.id for entity in claim.attribution)
    return (claim.predicate, *ends, claim.polarity, claim.modality, speakers)


def _is_question(sentence: Stretch) -> bool:
    """Whether a sentence ends with a question mark, or with one and what a broken layout has put behind it."""
    marks = [token for token in sentence.tokens if token.is_punct and not token.is_quote and not token.is_bracket]
    return bool(marks) and (marks[-1].text.startswith("?") or marks[0].text.startswith("?"))


def _sentence(
    document: Document, scene: Scene, sentence: Stretch, speaker: Filler | None
) -> tuple[list[Claim], Filler | None]:
    matches = _without_doubles(_all_matches(scene, sentence), scene.lexicon.relations)
    told = {token for found in matches for token in found.fixed}
    read = [(found, contexts.read(scene, found)) for found in matches]
    read = [(found, context) for found, context in read if not (context.ended and found.token in told)]
    carried = speaker
    speaker = contexts.speaker(scene, sentence) or speaker
    for _, context in read:
        if context.speakers:
            speaker = context.speakers[-1]
    for found, _ in read:
        if found.sense.reference == "states" and found.subjects:
            speaker = found.subjects[0]
    claims: list[tuple[Match, Claim]] = []
    for found, context in read:
        if context.reported and not context.speakers and not context.unnamed_source:
            context.speakers += contexts.announcer(scene, found.token) or ([carried] if carried is not None else [])
        if not context.is_content_only:  # what is demanded or asked is no claim of its own
            claims += [(found, claim) for claim in _claims(document, scene, found, context)]
    return [_placed(found, claim, claims) for found, claim in claims], speaker


def _all_matches(scene: Scene, sentence: Stretch) -> list[Match]:
    """Complete matches of a sentence; offices are read first, because other words ask whom a person serves."""
    known = [token for token in sentence if scene.senses(token)]
    titles = [token for token in known if any("office" in sense.flags for sense in scene.senses(token))]
    found = {token.i: _matches(scene, token) for token in titles}
    for each in (one for several in found.values() for one in several if "office" in one.sense.flags):
        for person, body in product(each.subjects, each.objects):
            scene.offices[person.entity.id] = body
    return [each for token in known for each in (found.get(token.i) or _matches(scene, token))]


def _objects_of_stance(matches: list[Match], relations: Mapping[str, Relation]) -> Iterator[Match]:
    """Nominal claims about joining that another word takes a stance on: *lehnt den Beitritt Polens ab*."""
    opinions = [
        argument
        for found in matches
        if relations[found.sense.reference].category in {"stance", "speech"}
        for argument in found.arguments
    ]
    for found in matches:
        if relations[found.sense.reference].category == "joining" and found.token in opinions:
            yield found


def _without_doubles(matches: list[Match], relations: Mapping[str, Relation]) -> list[Match]:
    """Matches without those that another one says more fully: a noun inside its support verb, an unnamed agent."""
    inside = {(token, found.sense.reference) for found in matches for token in found.fixed}
    named = {(found.sense.reference, end.entity.id) for found in matches if found.subjects for end in found.objects}
    best: dict[tuple[object, ...], Match] = {}
    for found in sorted(matches, key=lambda each: each.sense.modality is None):
        ends = tuple(filler.entity.id for filler in (*found.subjects, *found.objects))
        best.setdefault((found.token.i, found.sense.reference, found.denied, found.gap, ends), found)
    kept = set(map(id, best.values())) - set(map(id, _objects_of_stance(matches, relations)))
    return [
        found
        for found in matches
        if id(found) in kept
        and (found.token, found.sense.reference) not in inside
        and (found.subjects or not found.objects or (found.sense.reference, found.objects[0].entity.id) not in named)
    ]


def _placed(found: Match, claim: Claim, claims: list[tuple[Match, Claim]]) -> Claim:
    """The claim with the speech claim in whose content it stands."""
    for outer, speech in claims:
        inside = outer.sense.reference == "states" and outer is not found and found.token in outer.content
        if inside and claim.attribution and speech.subject == claim.attribution[-1]:
            return replace(claim, within=speech)
    return claim


def _matches(scene: Scene, token: Token) -> list[Match]:
    """Complete matches at a token; the most specific entries win."""
    found = []
    for sense in scene.senses(token):
        relation = scene.lexicon.relations.get(sense.reference)
        if relation is None:
            continue
        candidate = match(scene, token, sense)
        for each in variants(scene, candidate) if candidate is not None else ():
            kept = _of_kind(scene, each, relation)
            if _is_complete(kept, relation):
                found.append(kept)
    most: dict[str, int] = {}
    for each in found:
        most[each.sense.reference] = max(most.get(each.sense.reference, 0), len(each.sense.fixed))
    aimed = {each.sense.reference for each in found if each.objects}
    return [
        each
        for each in found
        if len(each.sense.fixed) == most[each.sense.reference]
        and (each.objects or each.sense.object or each.sense.reference not in aimed)
    ]


def _of_kind(scene: Scene, found: Match, relation: Relation) -> Match:
    """The match with only those fillers whose kind relation and sense allow."""
    sense = found.sense

    def fits(filler: Filler, kinds: tuple[frozenset[str], ...]) -> bool:
        return all(scene.kind_fits(filler.entity, each) for each in kinds)

    def fitting(fillers: Iterable[Filler], *kinds: frozenset[str]) -> tuple[Filler, ...]:
        served = [f if fits(f, kinds) else _served(scene, f) for f in fillers]
        return tuple(f for f in served if f is not None and fits(f, kinds))

    def objects() -> tuple[Filler, ...]:
        if relation.category == "stance":  # a person praised is not his state
            return tuple(f for f in fitting(found.objects, relation.object_kinds) if fits(f, (sense.object_kinds,)))
        return fitting(placed, relation.object_kinds, sense.object_kinds)

    # behind a bare preposition a capital is the town, not its government
    placed = [f for f in found.objects if found.token.pos != "ADP" or f.link.mention.form is not Form.METONYM]
    troops = [scene.state_of(f) for f in found.subjects] if relation.of_state else found.subjects
    return replace(
        found,
        subjects=fitting(troops, relation.subject_kinds, sense.subject_kinds),
        objects=objects(),
    )


def _served(scene: Scene, filler: Filler) -> Filler | None:
    """The state or body that a person acts for, where the article has given his office; that place is recorded."""
    body = scene.offices.get(filler.entity.id)
    if body is None:
        return None
    link = replace(body.link, mention=filler.link.mention, why="office", via=body.link.mention)
    return Filler(body.entity, filler.tokens, link, filler.negated, filler.steps + 1)


def _is_complete(found: Match, relation: Relation) -> bool:
    sense = found.sense
    if "needs-content" in sense.flags and not (found.content and (found.objects or not sense.object)):
        return False
    if not found.subjects and ("agentless" not in sense.flags or _has_other_subject(found)):
        return False
    if "needs-object" in sense.flags and not (found.objects or found.mutual):
        return False
    if found.objects or found.mutual or _is_reciprocal(found):
        return True
    return relation.takes != "entity" and bool(found.content)


def _has_other_subject(found: Match) -> bool:
    """Whether somebody does it who is no entity, or whom the tree has lost: then the agent is not unnamed."""
    token = found.token
    lost = token.pos in syntax.VERBAL and syntax.is_finite(token) and not syntax.is_passive(token)
    return "subject" in found.sense.subject and (lost or bool(syntax.subjects(token)))


def _is_reciprocal(found: Match) -> bool:
    role = "holder" in found.sense.subject and not syntax.has_child(found.token, "cop")
    return "reciprocal" in found.sense.flags and not role and not found.objects and len(found.subjects) > 1


def _pairs(found: Match, relation: Relation) -> Iterator[_Pair]:
    if found.mutual or _is_reciprocal(found):
        both_ways = not relation.symmetric and (found.mutual or "reflexive" in found.sense.flags)
        paired = permutations if both_ways else combinations
        yield from (_Pair(a, b) for a, b in paired(found.subjects, 2) if a.entity.id != b.entity.id)
        return
    if "office" in found.sense.flags and len(found.subjects) == len(found.objects) > 1:
        yield from map(_Pair, found.subjects, found.objects)  # die Präsidenten von A und B, X und Y
        return
    objects = found.objects
    themselves = {end.entity.id for end in objects} == {end.entity.id for end in found.subjects}
    if "topic" in found.sense.object and themselves:
        objects = ()  # who speaks about himself says it all the same
    elif themselves and len(objects) > 1:
        return  # A und B verteidigen ihre Grenzen: each his own
    ends = product(found.subjects or (None,), objects or (None,))
    for subject, object_ in ends:
        if subject is None or object_ is None or subject.entity.id != object_.entity.id:
            yield _Pair(subject, object_)


def _claims(document: Document, scene: Scene, found: Match, context: Context) -> Iterator[Claim]:
    relation = scene.lexicon.relations[found.sense.reference]
    published = document.article.date
    shared = times.of(scene, found.token, published)
    if "office" in found.sense.flags and (context.ended or times.is_over(shared, published)):
        return  # who held an office once is no claim of the closed list
    for pair in _pairs(found, relation):
        own = _own_time(scene, pair, relation, published)
        over = bool(relation.when_ended) and times.is_over(own or shared, published)
        predicate, polarity = _negated(relation, replace(context, ended=context.ended or over), pair)
        if predicate is None or (predicate == "states" and polarity is Polarity.NEGATIVE):
            continue  # what nobody said is no statement
        moment = own or times.of(scene, found.token, published, predicate)
        yield _claim(scene, found, context, pair, predicate, polarity, moment)


def _own_time(scene: Scene, pair: _Pair, relation: Relation, published: Date | None) -> Time | None:
    """The time that one end has for itself; the years of a person or of a state that is no more are its own."""
    for end in (pair.object, pair.subject):
        if end is not None and end.entity.kind not in _MORTAL and not end.steps:
            found = times.beside(scene, end.tokens[-1], published, relation.category == "structure")
            if found is not None:
                return found
    return None


def _negated(relation: Relation, context: Context, pair: _Pair) -> tuple[str | None, Polarity]:
    """The predicate and polarity after negation: some relations have a name for their denial or end."""
    denied = context.negations + sum(1 for end in (pair.subject, pair.object) if end is not None and end.negated)
    if context.ended:
        if relation.when_ended:
            return relation.when_ended, Polarity.POSITIVE
        denied += 1
    if denied % 2 == 0:
        return relation.name, Polarity.POSITIVE
    if relation.when_negated:
        return relation.when_negated, Polarity.POSITIVE
    return relation.name, Polarity.NEGATIVE


def _claim(
    scene: Scene,
    found: Match,
    context: Context,
    pair: _Pair,
    predicate: str,
    polarity: Polarity,
    moment: Time | None,
) -> Claim:
    ends = [end for end in (pair.subject, pair.object) if end is not None]
    attribution = tuple(dict.fromkeys(filler.entity for filler in context.speakers))
    hearsay = context.is_hearsay and not attribution  # ihm wird vorgeworfen, …
    modality = context.modality or (Modality.POSSIBLE if hearsay else Modality.ASSERTED)
    if predicate == scene.lexicon.relations[found.sense.reference].when_negated and modality is Modality.PLANNED:
        modality = Modality.ASSERTED  # who will not recognise refuses already
    counts = "quantity" in found.sense.flags
    claim = Claim(
        subject=pair.subject.entity if pair.subject else None,
        predicate=predicate,
        object=pair.object.entity if pair.object else None,
        polarity=polarity,
        modality=modality,
        evidence=_evidence(scene, found, ends),
        cue=scene.source(*syntax.span(list(found.tokens)[:1])),
        sense=found.sense.name,
        confidence=0.0,
        attribution=attribution,
        time=moment,
        quantity=quantities.of(found, pair.object.tokens if pair.object else ()) if counts else None,
        content=words(found.content) if found.content else None,
        links=tuple(dict.fromkeys(end.link for end in ends if end.link.via is not None)),
    )
    return replace(claim, confidence=confidence.of(claim, found.token, found.sense, ends))


def _evidence(scene: Scene, found: Match, ends: list[Filler]) -> Span:
    sentence = found.token.sent
    parts = (  # without which the words would say the opposite, or nothing
        child
        for child in found.token.children
        if child.dep == "compound:prt" or (child.dep == "advmod" and scene.is_negation(child))
    )
    tokens = [*found.tokens, *parts, *(t for end in ends for t in end.tokens), *found.content]
    inside = [token for token in tokens if sentence.start <= token.i < sentence.end]
    return scene.source(*syntax.span(inside))
