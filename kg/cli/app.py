"""The commands, their options and their help; what they do is imported when they run, so that ``kg`` starts at once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli import lexicon, wikidata

app = typer.Typer(
    name="kg",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)

StoreOption = Annotated[Path, typer.Option("--store", envvar="KG_STORE", help="The store's folder.", metavar="DIR")]
SliceOption = Annotated[
    Path | None, typer.Option("--slice", help="A slice of Wikidata in place of the shipped one.", metavar="DIR")
]
BaseOption = Annotated[
    str, typer.Option("--base", help="Where the IRIs of articles, claims and spans begin.", metavar="IRI")
]

app.add_typer(wikidata.app)
app.add_typer(lexicon.app)

_STORE = Path("kg-store")
_BASE = "https://w3id.org/alliances-kg/"


def _version(asked: bool) -> None:
    if asked:
        from kg import __version__

        print(f"alliances-kg {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def kg(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version.")
    ] = False,
) -> None:
    """News about states, alliances and leaders as claims in a graph linked to Wikidata.

    To see what it does: `kg demo`. Exit codes: 0 done, 1 done but something was skipped, 2 wrong use,
    3 input unreadable, 4 trouble with the store.
    """
    if context.invoked_subcommand is None:
        print(context.get_help())


@app.command()
def build(
    inputs: Annotated[
        list[str], typer.Argument(help="Text files, JSON lines, folders of them, or `-`.", metavar="INPUT…")
    ],
    store: StoreOption = _STORE,
    date: Annotated[
        str | None, typer.Option(help="Day of publication of articles that say none: 2022-09-14.", metavar="DATE")
    ] = None,
    lang: Annotated[str, typer.Option(help="Language of all articles; `auto` recognises each one's.")] = "auto",
    slice_: SliceOption = None,
    base: BaseOption = _BASE,
) -> int:
    """Read articles into a store.

    An article that the store holds unchanged is left alone, one that has changed is replaced; after Ctrl-C or a crash
    the same command goes on. A file's name inside the given folder identifies its article.

    Example: `kg build articles/ --date 2022-09-14 --store my-store`
    """
    from kg.cli import building
    from kg.cli.options import base_iri, day
    from kg.pipeline import Pipeline
    from kg.wikidata import SHIPPED

    pipeline = Pipeline(slice_ or SHIPPED, None if lang == "auto" else lang, base_iri(base))
    return building.build(inputs, store, day(date), pipeline)


@app.command()
def query(
    name: Annotated[str, typer.Argument(help="A named query, a `.rq` file, or `-`.", metavar="NAME|FILE.rq|-")],
    store: StoreOption = _STORE,
    param: Annotated[
        list[str] | None, typer.Option("--param", "-p", help="A parameter of the query.", metavar="KEY=VALUE")
    ] = None,
    endpoint: Annotated[
        str | None, typer.Option(help="Ask this SPARQL endpoint in place of a store.", metavar="URL")
    ] = None,
    format_: Annotated[
        str, typer.Option("--format", "-f", help="table, csv, tsv, json or xml.", metavar="FORMAT")
    ] = "table",
) -> None:
    """Ask the graph: a named query, a SPARQL file, or SPARQL on standard input.

    SELECT gives rows, ASK yes or no, CONSTRUCT and DESCRIBE give Turtle. The prefixes kg:, wd:, prov: and others of the
    graph need no declaration. An endpoint must answer over the union of its graphs; who asks, it learns from the
    environment: KG_USER and KG_PASSWORD (Basic or Digest), KG_TOKEN (Bearer), or a netrc file.

    Example: `kg query claims-about --param entity=Q232 --format csv`
    """
    from kg.cli import answers

    answers.query(name, store, endpoint, param or [], format_)


@app.command()
def queries() -> None:
    """List the named queries with their questions and parameters.

    Example: `kg queries`
    """
    from kg.cli import answers

    answers.catalogue()


@app.command()
def export(
    out: Annotated[Path, typer.Argument(help="The file; its suffix is the format.", metavar="OUT")],
    what: Annotated[str, typer.Option(help="graph, claims, mentions, events or nanopubs.")] = "graph",
    rdf12: Annotated[
        bool, typer.Option("--rdf12", help="Claims also reify the triple of their proposition (RDF 1.2).")
    ] = False,
    key: Annotated[
        Path | None,
        typer.Option("--key", help="An RSA private key (PEM) to sign nanopublications with.", metavar="FILE"),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing: compare the file OUT with the hash in its description.")
    ] = False,
    for_: Annotated[
        str | None,
        typer.Option(
            "--for",
            help="Make OUT a folder to load into virtuoso, fuseki, graphdb, qlever, oxigraph, neptune or rdf4j.",
            metavar="STORE",
        ),
    ] = None,
    store: StoreOption = _STORE,
) -> int:
    """Write the graph, its claims, mentions or events as records, or its claims as nanopublications, into a file.

    Graph: .ttl .trig .nt .nq .jsonld .rdf, with a description (VoID, DCAT, PROV) that has a hash of all the rest.
    Claims, mentions and events: .jsonl .csv. Events are the claims that PLOVER has a type for and that name both
    sides. Nanopublications, one for each claim: .trig .nq. Equal stores give equal bytes. With `--for` a folder of
    files for the bulk loader of a triple store, with the commands that load them.

    Example: `kg export events.csv --what events`
    """
    from kg.cli import exporting
    from kg.errors import UsageError

    if check:
        return exporting.check(out)
    if for_ and (what != "graph" or rdf12 or key):
        raise UsageError("--for makes a folder of the graph in RDF 1.1; leave --what, --rdf12 and --key out")
    if for_:
        return exporting.for_loader(out, for_, store)
    return exporting.export(out, what, store, rdf12, key)


@app.command()
def serve(
    store: StoreOption = _STORE,
    host: Annotated[str, typer.Option(help="An address of this machine; 0.0.0.0 for all.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="0 for any that is free.", min=0, max=65535)] = 7878,
    timeout: Annotated[float, typer.Option(help="The longest that a query may take.", metavar="SECONDS")] = 30.0,
    memory: Annotated[str, typer.Option(help="The most memory that a query may take.", metavar="SIZE")] = "2G",
    max_answer: Annotated[str, typer.Option(help="The longest answer that is given.", metavar="SIZE")] = "100M",
    readers: Annotated[
        int | None, typer.Option(help="Processes that answer; by default one for each core, 4 to 8.", min=1)
    ] = None,
    queue: Annotated[int, typer.Option(help="How many queries may wait.", min=0)] = 500,
    cors: Annotated[bool, typer.Option("--cors", help="Let pages of other sites ask.")] = False,
    access_log: Annotated[
        bool, typer.Option("--access-log", help="A line for each request, without its query.")
    ] = False,
    no_text: Annotated[bool, typer.Option("--no-text", help="Pages show quoted words, not whole articles.")] = False,
) -> None:
    """Serve a store: a SPARQL endpoint at /sparql that only reads, and pages to look at.

    What is too slow, too large or too much is refused with the reason, never cut; no query reaches another endpoint. A
    build beside it becomes visible within seconds. Graphs are at /store?graph=IRI, a description at /.well-known/void,
    figures for Prometheus at /metrics. Stop it with Ctrl-C or SIGTERM.

    Example: `kg serve --store demo-store --port 7878`
    """
    from dataclasses import replace

    from kg.cli import serving
    from kg.cli.options import seconds
    from kg.serve.settings import Settings

    settings = Settings(
        timeout=seconds("--timeout", timeout),
        memory=serving.size("--memory", memory),
        max_answer=serving.size("--max-answer", max_answer),
        queue=queue,
        cors=cors,
        access_log=access_log,
        texts_shown=not no_text,
    )
    serving.serve(store, host, port, replace(settings, readers=readers) if readers else settings)


@app.command()
def push(
    endpoint: Annotated[str, typer.Argument(help="The address of a SPARQL endpoint.", metavar="ENDPOINT")],
    user: Annotated[
        str | None, typer.Option(help="Who writes, if not KG_USER; the password is in KG_PASSWORD.", metavar="NAME")
    ] = None,
    add: Annotated[
        bool, typer.Option("--add/--replace", help="Remove nothing there, or make our graphs what they are here.")
    ] = False,
    graph_store: Annotated[
        str | None, typer.Option(help="Where it speaks the Graph Store Protocol, if not found.", metavar="URL")
    ] = None,
    update: Annotated[
        str | None, typer.Option(help="Where it takes SPARQL UPDATE, if not found.", metavar="URL")
    ] = None,
    store: StoreOption = _STORE,
) -> int:
    """Send the graph into a triple store: what has changed since the last push, verified by counting.

    By the Graph Store Protocol where it is offered, else by SPARQL UPDATE. The graph `graph/pushed` there keeps what
    was sent: after any end, and from any machine, the same command goes on. Graphs that were pushed and are no longer
    here are removed, other people's never. To log in: KG_USER and KG_PASSWORD (Basic or Digest), KG_TOKEN (Bearer), or
    a netrc file.

    Example: `kg push http://localhost:8890/sparql --user dba`
    """
    from kg.cli import pushing
    from kg.push import Mode

    place = pushing.Place(endpoint, user, graph_store, update)
    return pushing.run(place, store, Mode.ADD if add else Mode.REPLACE)


@app.command()
def check(
    store: StoreOption = _STORE,
    format_: Annotated[
        str, typer.Option("--format", "-f", help="table, csv, json or turtle.", metavar="FORMAT")
    ] = "table",
    all_: Annotated[bool, typer.Option("--all", help="Also what is corroborated or unknown.")] = False,
) -> None:
    """Say which claims Wikidata's slice contradicts, at their date, and why; where articles disagree; what changed.

    What the slice does not know is unknown, not false. Nothing is taken out of the store.

    Example: `kg check --store demo-store --all --format csv`
    """
    from kg.cli import checking

    checking.check(store, format_, all_)


@app.command()
def explain(
    thing: Annotated[
        str,
        typer.Argument(
            help="A claim's IRI or the beginning of its hash, a QID, or a triple in one word.",
            metavar="CLAIM|QID|TRIPLE",
        ),
    ],
    store: StoreOption = _STORE,
) -> None:
    """Show what a claim rests on, all that the graph knows about an item, or why a triple was inferred.

    Of a claim: its words in their sentence, the lexical sense that read them, how its names were linked, and what
    Wikidata says about the same pair. Of an item: its names, dated statements, and the claims about it. Of a triple,
    such as `"Q7747 representsMemberIn Q318693"`: the rules that gave it, and what they found.

    Example: `kg explain Q232`
    """
    from kg.cli import explaining

    explaining.explain(thing, store)


@app.command()
def validate(
    inputs: Annotated[
        list[str] | None,
        typer.Argument(
            help="With --audit: the articles, to compare their words; else those that the store keeps.",
            metavar="ARTICLES…",
        ),
    ] = None,
    audit: Annotated[
        bool, typer.Option("--audit", help="Only follow every claim back to the words of its article.")
    ] = False,
    owl: Annotated[bool, typer.Option("--owl", help="Only ask HermiT; with --shapes both.")] = False,
    shapes: Annotated[bool, typer.Option("--shapes", help="Only the shapes, without the checks.")] = False,
    engine: Annotated[
        str, typer.Option(help="For the shapes: fast, or reference (pySHACL, slow).", metavar="ENGINE")
    ] = "fast",
    store: StoreOption = _STORE,
    format_: Annotated[
        str, typer.Option("--format", "-f", help="table, turtle (a SHACL report) or json.", metavar="FORMAT")
    ] = "table",
) -> int:
    """Check that a store keeps what the ontology promises; exit code 1 if it does not.

    By itself all that is quick: the shapes in `ontology/shapes.ttl` (SHACL) and the queries in `ontology/checks/data`.
    With `--owl` a reasoner (HermiT, which needs Java) looks for contradictions in the ontology, alone and with what the
    graph says, and names the triples that contradict each other.

    With `--audit`: the words of every place stand in the article where the graph says, the ends of a claim are named in
    its evidence or reached from it by a recorded reference, bare triples have a claim that may assert them, every IRI
    is described, and counts match.

    Example: `kg validate --store my-store --format turtle`, or `kg validate --audit articles/`
    """
    from kg.cli import auditing, validating
    from kg.errors import UsageError

    if inputs and not audit:
        raise UsageError(f"{inputs[0]}: articles are compared with --audit only")
    found = auditing.audit(inputs or [], store, format_) if audit else 0
    if audit and not (owl or shapes):
        return found
    asked = validating.Asked(shapes=shapes or not owl, checks=not (shapes or owl), owl=owl, engine=engine)
    return max(found, validating.validate(store, asked, format_))


@app.command()
def diff(
    a: Annotated[Path, typer.Argument(help="The folder of a store.", metavar="STORE_A")],
    b: Annotated[Path, typer.Argument(help="The folder of another.", metavar="STORE_B")],
    format_: Annotated[str, typer.Option("--format", "-f", help="table or json.", metavar="FORMAT")] = "table",
) -> int:
    """List the claims that only one of two stores has (- or +), and those that changed (~).

    A claim is the same where article, place and proposition are; then polarity, modality, speakers, time, quantity,
    confidence or sense may differ. Exit code 0 if the stores have the same claims, 1 if not.

    Example: `kg diff before after`
    """
    from kg.cli import comparing

    return comparing.diff(a, b, format_)


@app.command("eval")
def evaluate(
    gold: Annotated[list[Path], typer.Argument(help="Annotated files or folders of them.", metavar="GOLD…")],
    misses: Annotated[bool, typer.Option("--misses", help="List what is missed, extra, or has a wrong value.")] = False,
    reliability: Annotated[
        bool, typer.Option("--reliability", help="Show how many claims of each confidence are right.")
    ] = False,
    diff: Annotated[Path | None, typer.Option(help="Compare with what `--save` wrote before.", metavar="FILE")] = None,
    save: Annotated[Path | None, typer.Option(help="Keep the figures and misses for `--diff`.", metavar="FILE")] = None,
    slice_: SliceOption = None,
) -> int:
    """Precision, recall and F1 of claims and links against annotated texts, by relation and by phenomenon.

    A miss says what failed: a name (an end is linked nowhere), the lexicon (no word of the relation is there), the tree
    (with the one that a person corrected the claim is read), or the engine (the rest; without a corrected tree the
    parser may be to blame). Passives, nouns and references are counted among read claims only.

    Example: `kg eval tests/gold/examples --misses`
    """
    from kg.cli import scoring
    from kg.wikidata import SHIPPED

    return scoring.evaluate(gold, slice_ or SHIPPED, misses, reliability, diff, save)


@app.command()
def demo(
    store: Annotated[
        Path | None, typer.Option("--store", help="Keep the store here; by default it is thrown away.", metavar="DIR")
    ] = None,
) -> None:
    """Read the shipped examples, show some claims, and answer questions.

    Example: `kg demo --store demo-store`
    """
    from kg.cli import demonstration

    demonstration.show_all(store)
