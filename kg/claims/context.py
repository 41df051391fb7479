"""How a predicate stands in its sentence: denied or not, how real, who says so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from kg.claims import syntax
from kg.claims.match import Match, fixed_tokens
from kg.claims.places import argument_tokens
from kg.claims.scene import Filler, Scene
from kg.lexicon import Sense
from kg.model import Modality, Polarity
from kg.trees import Stretch, Token

_MODALITIES = {modality.value: modality for modality in Modality}
_REPORTED = frozenset({"xcomp", "ccomp", "acl", "csubj", "parataxis"})
_NOMINAL = frozenset({"nsubj", "nsubj:pass", "obj", "obl", "obl:agent", "obl:arg", "nmod", "appos", "conj", "iobj"})
_SPEECH = frozenset({"states", "demands", "accuses", "criticises", "threatens", "praises", "characterises"})


@dataclass(slots=True)
class Context:
    """What the words around a predicate say about it; filled from the inside out."""

    negations: int = 0
    ended: bool = False
    modality: Modality | None = None
    is_future: bool = False
    speakers: list[Filler] = field(default_factory=list)
    reported: bool = False
    unnamed_source: bool = False
    is_hearsay: bool = False
    is_content_only: bool = False

    @property
    def polarity(self) -> Polarity:
        return Polarity.NEGATIVE if self.negations % 2 else Polarity.POSITIVE

    def apply(self, reference: str, future: bool = False) -> None:
        """Take in an operator: a polarity, a modality, the end of a state; what is over a bare future tells more."""
        if reference == "negative":
            self.negations += 1
        elif reference == "ended":
            self.ended = True
        elif reference == "asked":
            self.is_content_only = True
        elif reference == "asserted":
            pass
        elif self.modality is None or self.is_future:
            self.modality, self.is_future = _MODALITIES.get(reference), future


def operators(scene: Scene, token: Token) -> Iterator[Sense]:
    """Senses of a token that work on other words' claims."""
    for sense in scene.senses(token):
        works = sense.reference in _MODALITIES or sense.reference in {"negative", "ended", "asked"}
        if works and fixed_tokens(scene, token, sense) is not None:
            yield sense


def read(scene: Scene, found: Match) -> Context:
    """The context of a matched predicate."""
    context = Context()
    used = set(found.tokens) - _governing(found)
    if found.token.pos == "ADP" or found.token.dep == "case":
        return context
    sense = found.sense
    if sense.polarity is Polarity.NEGATIVE:
        context.negations += 1
    if found.denied or (found.gap is not None and _differs(scene, found, found.gap)):
        context.negations += 1
    if _is_in_passing(found):
        _local(scene, found.token, context, used)
        if syntax.case(found.token) in scene.lexicon.markers.get("as", frozenset()):
            _local(scene, found.token.head, context, used)  # versteht sich nicht als Gegner
        context.modality = None
        return context
    if _is_condition(scene, found.token) or _is_counterfactual(scene, found.token):
        context.modality = Modality.HYPOTHETICAL
    used |= _ending_words(scene, found.token)
    for token in found.tokens:
        if token in used:
            _local(scene, token, context, used)
    if sense.modality is not None and context.modality is None:
        context.modality = sense.modality
    _denied_arguments(scene, found, context, used)
    head = next((token for token in found.content if token.head not in found.content), None)
    if (
        head is not None and not found.denied and {"as", "predicate"} & set(sense.content)
    ):  # hat sich nie als Freund verstanden
        outside = (child for child in head.children if child not in used and child not in found.content)
        context.negations += sum(scene.is_negation(child) for child in outside)
    for phrase in sorted(scene.sources, key=lambda token: token.i):
        if phrase.sent == found.token.sent:
            _attribute(scene, phrase, scene.fillers([phrase], possession=True, sources=True), context)
    if syntax.is_attributive(found.token) and "quantity" not in sense.flags:
        return context  # *das von A besetzte Gebiet* is mentioned in passing, whoever speaks
    speakers = found.arguments if sense.reference in _SPEECH else ()  # who says it is no source of what he says
    own = context.negations if found.token.pos == "NOUN" else 0  # es gab keine Kritik
    node, scope_open = found.token, True
    for _ in range(12):
        _sources(scene, node, context, (found.token, *(speakers if node == found.token else ())))
        head = node.head
        if head == node:
            break
        scope_open = _edge(scene, node, head, context, used, scope_open)
        node = head
    if "presupposed" in sense.flags:
        if context.negations > own:
            context.speakers.clear()  # who rejects criticism does not say that there was some
        context.negations, context.modality, context.is_content_only = own, None, False
    return context


def _governing(found: Match) -> set[Token]:
    """The verb above that an entry asks for: it may be an operator, too: *erwägt den Bruch mit A*."""
    asked = any(fixed.argument == "head" for fixed in found.sense.fixed)
    return {found.token.head} if asked and found.token.dep != "ROOT" else set()


def _differs(scene: Scene, found: Match, gap: Token) -> bool:
    """Whether one of two clauses is denied that share a verb: *A half nicht, B dagegen sofort*."""
    whole, part = (
        any(sense.reference == "negative" for child in node.children for sense in operators(scene, child))
        for node in (found.token, gap)
    )
    return whole != part


def _is_in_passing(found: Match) -> bool:
    """Whether a role is mentioned in passing: what is said about its bearer does not touch it."""
    token = found.token
    return (
        "holder" in found.sense.subject
        and not syntax.has_child(token, "cop")
        and (token.dep in _NOMINAL or (token.dep == "parataxis" and token not in (token.head, token.sent.root)))
    )


def _is_condition(scene: Scene, verb: Token) -> bool:
    """Whether a clause is a condition without a conjunction, and not what its head says."""
    if not syntax.is_verb_first(verb):
        return False
    return not any(sense.reference in {"states", "attributedTo"} for sense in scene.senses(verb.head))


def _is_conditional(verb: Token) -> bool:
    """Whether a verb is in the Konjunktiv II: *wäre*, *würde*."""
    finite = (verb, *syntax.children(verb, "aux", "aux:pass", "cop"))
    return any("Sub" in each.morph.get("Mood", ()) and "Past" in each.morph.get("Tense", ()) for each in finite)


def _is_supposed(scene: Scene, event: Token, verb: Token) -> bool:
    """Whether an event is only thought of: *Kommt es zu einem Angriff, …*, *Ein Angriff wäre ein Fehler*."""
    if _is_condition(scene, verb):
        return True
    return event.dep == "nsubj" and not scene.is_definite(event) and _is_conditional(verb)


def _is_counterfactual(scene: Scene, verb: Token) -> bool:
    """Whether a clause says what would be under a condition: *Wäre A nicht angegriffen worden, wäre es …*."""
    if not _is_conditional(verb):
        return False
    return any(
        syntax.is_verb_first(clause)
        or any(
            sense.reference == Modality.HYPOTHETICAL.value
            for mark in syntax.children(clause, "mark")
            for sense in operators(scene, mark)
        )
        for clause in syntax.children(verb, "advcl", "ccomp")
    )


def _local(scene: Scene, token: Token, context: Context, used: set[Token]) -> None:
    """Operators that hang on the predicate itself: auxiliaries, adverbs, *kein*, *wenn*."""
    governors = [token]
    if token.dep == "conj" and not syntax.is_finite(token) and token.head.pos in syntax.VERBAL:
        governors.append(token.head)
    for governor in governors:
        relations = (
            ("aux", "cop", "mark")
            if governor != token
            else ("aux", "cop", "mark", "advmod", "det", "cc", "case", "amod")
        )
        apart = _of_another_clause(governor)
        for child in syntax.children(governor, *relations):
            if child in used and not scene.is_negation(child):
                continue
            if child.dep == "cc" and child.i > token.i:
                continue
            if scene.is_negation(child) and (scene.is_contrast(child) or _is_just_over(scene, child)):
                continue
            if child.dep == "aux" and child in apart:
                continue
            for each in (child, *syntax.children(child, "advmod")):
                for sense in operators(scene, each) if each not in used else ():
                    context.apply(sense.reference, "future" in sense.flags)
                    break
            if child.dep in {"aux", "cop"}:
                _mood(scene, child, context)
    if token.pos in syntax.VERBAL and any(_never(scene, child) for child in syntax.children(token, "obl", "advmod")):
        context.negations += 1
    _mood(scene, token, context)
    if token.lower.partition("-")[0] in scene.lexicon.markers.get("former", frozenset()):
        context.ended = True


def _of_another_clause(verb: Token) -> list[Token]:
    """Finite auxiliaries of a clause before the verb's own: *A will in die EU, hat B aber nie unterstützt*."""
    finite = [child for child in syntax.children(verb, "aux", "aux:pass") if child.tag in syntax.FINITE]
    return [each for each in finite[:-1] if any(token.text == "," for token in verb.doc.tokens[each.i : finite[-1].i])]


def _is_just_over(scene: Scene, word: Token) -> bool:
    """Whether *kaum* says what had just happened when something else did: *Kaum war A beigetreten, griff B an*."""
    after = word.next
    if word.lower not in scene.lexicon.markers.get("scarcely", frozenset()) or after is None:
        return False
    verb = after if after.pos == "VERB" else after.head
    conjoined = any(
        child.pos in syntax.VERBAL and not syntax.has_child(child, "cc") for child in syntax.children(verb, "conj")
    )
    return after.tag in syntax.FINITE and word.is_sent_start and (verb.dep in {"ccomp", "advcl"} or conjoined)


def _never(scene: Scene, phrase: Token) -> bool:
    """Whether a phrase of circumstances denies its clause: *kein einziges Mal*, *auf keinen Fall*."""
    if phrase.lemma.casefold() not in scene.lexicon.markers.get("circumstance", frozenset()):
        return False
    return any(scene.is_negation(child) for child in syntax.children(phrase, "det"))


def _mood(scene: Scene, token: Token, context: Context) -> None:
    """Konjunktiv I marks reported speech: a form of its own in auxiliaries, stem and *-e* in full verbs."""
    stem = token.lemma.removesuffix("n")
    full = token.tag == "VVFIN" and token.lower == stem and stem.endswith("e") and not _first_person(token)
    if full or token.lower in scene.lexicon.markers.get("reported", frozenset()):
        context.reported = True


def _first_person(token: Token) -> bool:
    return any("1" in subject.morph.get("Person", ()) for subject in syntax.bare_subject(token))


def _ending_words(scene: Scene, token: Token) -> set[Token]:
    """Negations that only say with another word that something is over: *nicht mehr* denies once."""
    return {
        word
        for child in syntax.children(token, "advmod")
        for sense in operators(scene, child)
        if sense.reference == "ended"
        for word in fixed_tokens(scene, child, sense) or ()
        if scene.is_negation(word)
    }


def _denied_arguments(scene: Scene, found: Match, context: Context, used: set[Token]) -> None:
    """*kein Land*, *keine Truppen*, *niemand*: the argument carries the negation."""
    seen: set[Token] = set()
    for token in found.arguments:
        for child in (token, *syntax.children(token, "det")):
            if child not in seen | used and scene.is_negation(child) and token not in found.fixed:
                seen.add(child)
                context.negations += 1


def _edge(scene: Scene, node: Token, head: Token, context: Context, used: set[Token], scope_open: bool) -> bool:
    """One step up the tree; returns whether polarity and modality still reach down."""
    relation = node.dep
    if relation in {"acl:relcl", "advcl"} and not _gives_content(scene, node):
        return False
    if relation in _REPORTED or (relation == "conj" and _speech_without_dass(node, head)):
        _speech(scene, node, head, context)
    if not scope_open:
        return False
    if node.pos == "NOUN" and relation in _NOMINAL and _is_supposed(scene, node, head):
        context.modality = Modality.HYPOTHETICAL
    position = _position(node)
    if "subject" not in position:
        _nominal_speech(scene, head, position, context)
    for sense in operators(scene, head):
        if head in used:
            break
        if position & set(sense.scope):
            context.apply(sense.reference)
            context.is_content_only |= sense.reference == "demanded" and any(
                True for _ in scene.refers(head, "demands")
            )
            _local(scene, head, context, used | {node, *(fixed_tokens(scene, head, sense) or ())})
            if "clause" in position and any(_is_nobody(scene, each) for each in syntax.bare_subject(head)):
                context.negations += 1  # niemand glaubt, dass …
            break
    else:
        if relation in {"obj", "nsubj", "nsubj:pass", "obl", "nmod"} and head.pos in syntax.VERBAL:
            if any(True for _ in scene.refers(head, "happens")):
                _local(scene, head, context, used)
            return relation == "nmod"
    if relation in {"nsubj", "nsubj:pass", "obj", "obl"}:
        return any(position & set(sense.scope) for sense in operators(scene, head))
    return True


def _is_nobody(scene: Scene, phrase: Token) -> bool:
    """Whether a phrase is *niemand* or *kein Beobachter*."""
    return any(scene.is_negation(each) for each in (phrase, *syntax.children(phrase, "det")))


def _gives_content(scene: Scene, clause: Token) -> bool:
    """Whether a relative clause says what its noun reports: *Berichte, wonach A B angreift*, *denen zufolge …*."""
    marks = scene.lexicon.markers.get("according", frozenset())
    near = (each for child in clause.children for each in (child, *child.children))
    return clause.dep == "acl:relcl" and any(each.lower in marks and each.i < clause.i for each in near)


def _speech_without_dass(node: Token, head: Token) -> bool:
    first = node.left_edge
    apart = first.text == ";" or (first.previous is not None and first.previous.text == ";")
    return node.i > head.i and bool(syntax.bare_subject(node)) and not apart


def _position(node: Token) -> set[str]:
    """Names of the arguments at which a dependent stands, as operators' scopes name them."""
    relation = node.dep
    if relation in {"xcomp", "acl", "csubj"} or (relation in {"advcl", "ccomp"} and syntax.is_infinitive(node)):
        return {"infinitive", "clause"}
    if relation in {"ccomp", "parataxis"}:
        return {"clause"}
    if relation == "advcl":
        return set()
    if relation in {"obj", "nsubj:pass"}:
        return {"object"}
    if relation == "nsubj":
        is_state = node.head.tag == "VVPP" and syntax.has_child(node.head, "cop")  # ist nicht ausgeschlossen
        return {"subject", "object"} if is_state else {"subject"}
    if relation == "amod":
        return set()
    marker = syntax.case(node)
    return {marker} if marker else {"owner"}


def _speech(scene: Scene, node: Token, head: Token, context: Context) -> None:
    """The clause is said by the subject of the verb above it, or by that of the verb inserted in it."""
    for sense in scene.senses(head):
        speech = sense.reference in _SPEECH and ("clause" in sense.content or sense.reference == "states")
        denial = sense.reference == "attributedTo" and head.pos in syntax.VERBAL
        if (speech or denial) and fixed_tokens(scene, head, sense) is not None:
            _speaker(scene, head, sense, context)
            _unsaid(scene, head, context)
            below = syntax.is_infinitive(node) or syntax.has_child(node, "mark") or context.reported
            context.is_hearsay = context.unnamed_source and below
            return


def _nominal_speech(scene: Scene, verb: Token, position: set[str], context: Context) -> None:
    """What is denied in a noun is denied by the subject, too: *dementiert den Abzug der Truppen*."""
    for sense in scene.refers(verb, "attributedTo"):
        if position & set(sense.content) - {"clause"} and fixed_tokens(scene, verb, sense) is not None:
            _speaker(scene, verb, sense, context)
            return


def _unsaid(scene: Scene, verb: Token, context: Context) -> None:
    """What one only might say is no more than possible: *Man könnte meinen, …*."""
    for auxiliary in syntax.children(verb, "aux"):
        for sense in operators(scene, auxiliary):
            if sense.reference == Modality.POSSIBLE.value:
                context.apply(sense.reference)


def _speaker(scene: Scene, verb: Token, sense: Sense, context: Context) -> None:
    speakers = [f for argument in sense.subject for f in scene.fillers(argument_tokens(scene, verb, argument))]
    if not speakers and _as_reported(scene, verb):
        speakers = scene.fillers(syntax.children(verb, "obj", "nsubj", "obl:arg"))
    speakers = _who_speak(scene, speakers)
    if not speakers:
        speakers = _described(scene, verb, sense)
    if speakers:
        context.speakers.insert(0, speakers[0])
    else:
        context.unnamed_source = True


def _described(scene: Scene, verb: Token, sense: Sense) -> list[Filler]:
    """A speaker who is only described: *meint ein Diplomat aus Lima*, *glauben Fachleute*."""
    found = [phrase for argument in sense.subject for phrase in argument_tokens(scene, verb, argument)]
    return [scene.unnamed(phrase) for phrase in found if phrase.pos == "NOUN" and not _is_nobody(scene, phrase)][:1]


def speaker(scene: Scene, sentence: Stretch) -> Filler | None:
    """Whose words a sentence gives, though it may make no claim: the next sentence may go on with them."""
    context = Context()
    root = sentence.root
    for phrase in scene.sources:
        if phrase.sent == sentence:
            _attribute(scene, phrase, scene.fillers([phrase], possession=True, sources=True), context)
    _sources(scene, root, context)
    for sense in scene.senses(root):
        said = sense.reference in _SPEECH | {"attributedTo"} and root.pos in syntax.VERBAL
        if said and not context.speakers and fixed_tokens(scene, root, sense) is not None:
            _speaker(scene, root, sense, context)
    return context.speakers[-1] if context.speakers else None


def announcer(scene: Scene, token: Token) -> list[Filler]:
    """Whose reported words follow a colon: *A sah sich bestätigt: B sei schuld*."""
    before = token.doc.tokens[token.sent.start : token.i]
    colon = next((each for each in reversed(before) if each.text == ":"), None)
    verbs = [each for each in before if each.pos in syntax.VERBAL and colon is not None and each.i < colon.i]
    subjects = [scene.fillers(syntax.bare_subject(verb)) for verb in verbs if syntax.is_finite(verb)]
    return next((_who_speak(scene, found)[:1] for found in subjects if found), [])


def _sources(scene: Scene, node: Token, context: Context, taken: Iterable[Token] = ()) -> None:
    """*laut X*, *X zufolge*, *nach Angaben von X*, *wie X berichtet*, *so X*, inserted *sagte X*.

    Args:
        taken: What is no source here: an inserted verb of speech is none of itself, nor is who says it.
    """
    for child in node.children:
        if child in taken:
            continue
        if child.dep in {"parataxis", "advcl", "ccomp", "conj"} and child.pos in syntax.VERBAL:
            if child.dep in {"parataxis"} or (_as_reported(scene, child) and not _is_refuted(scene, child)):
                for sense in scene.senses(child):
                    reports = sense.reference == "states" or (
                        sense.reference == "attributedTo" and "clause" in sense.content
                    )
                    if reports and not syntax.has_child(child, "ccomp"):
                        _speaker(scene, child, sense, context)
                        break
        elif child.dep in syntax.OBLIQUE | {"parataxis", "appos", "advmod", "dep", "nsubj", "nsubj:pass"}:
            _source_phrase(scene, child, context)


def _as_reported(scene: Scene, clause: Token) -> bool:
    marks = scene.lexicon.markers.get("as-reported", frozenset())
    return any(child.lower in marks for child in clause.children if child.i < clause.i)


def _is_refuted(scene: Scene, clause: Token) -> bool:
    """Whether a sentence denies what somebody said: *A hat B nicht, wie C behauptet, verlassen*."""
    before = clause.left_edge.previous
    while before is not None and before.is_punct:
        before = before.previous
    return before is not None and before.sent is clause.sent and scene.is_negation(before)


def _source_phrase(scene: Scene, phrase: Token, context: Context) -> None:
    if phrase in scene.sources:
        return
    after = phrase.doc[phrase.i + 1] if phrase.i + 1 < phrase.sent.end else phrase
    postposed = after.lower in scene.lexicon.markers.get("postposition", frozenset())
    for child in (*phrase.children, *((after,) if postposed else ())):
        if child.dep in {"case", "advmod", "mark", "cc"}:
            for _ in scene.refers(child, "attributedTo"):
                _attribute(scene, phrase, scene.fillers([phrase], possession=True), context)
                return
    for sense in scene.refers(phrase, "attributedTo"):
        if fixed_tokens(scene, phrase, sense) is not None:
            _attribute(scene, phrase, scene.owners(phrase), context)
            return


def _attribute(scene: Scene, phrase: Token, found: list[Filler], context: Context) -> None:
    """Take in a source; *nach eigenen Angaben* is that of the subject, an unnamed one keeps its words."""
    own = scene.lexicon.markers.get("own", frozenset())
    if not found and any(child.lemma.casefold() in own for child in phrase.children):
        verb = phrase.head
        found = scene.fillers(syntax.surface_subject(verb, scene.controls))
    context.speakers[:0] = _who_speak(scene, found)[:1] or [scene.unnamed(phrase)]


def _who_speak(scene: Scene, found: list[Filler]) -> list[Filler]:
    """Those that can say something: *aus Riad hieß es* has no named speaker where Riad is no more than a city."""
    return [filler for filler in found if scene.kind_fits(filler.entity, frozenset({"Actor"}))]
