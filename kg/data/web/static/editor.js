// The query editor: YASGUI over this server's endpoint, with the prefixes of the graph and the named queries as examples.
// Without JavaScript the form of the page does the asking; its text is what the editor begins with.
const config = JSON.parse(document.querySelector("#editor-config").textContent);
const form = document.querySelector("form[data-query-form]");
const place = document.querySelector("[data-editor]");
const here = (path) => new URL(path, location.href).href;

const declared = /^\s*PREFIX\s+([\w-]*):/gim;

/** A text with the declarations of the prefixes that it uses and does not declare. */
function withPrefixes(text) {
  const known = new Set([...text.matchAll(declared)].map((match) => match[1]));
  const used = Object.keys(config.prefixes).filter((name) => !known.has(name) && new RegExp(`(?<![\\w:<-])${name}:`).test(text));
  return used.map((name) => `PREFIX ${name}: <${config.prefixes[name]}>\n`).join("") + text;
}

/** The address of this page with a text in it. */
function link(text) {
  const address = new URLSearchParams(new FormData(form)); // the language, if it is chosen
  address.set("query", text);
  return `${here(form.action)}?${address}`;
}

/** The page about a thing, null where there is none here. */
function page(iri) {
  const { wikidata, base } = config;
  if (iri.startsWith(wikidata) && /^Q\d+$/.test(iri.slice(wikidata.length))) return `/entity/${iri.slice(wikidata.length)}`;
  if (!iri.startsWith(base)) return null;
  return /^[\w.~/-]+$/.test(iri.slice(base.length)) ? `/${iri.slice(base.length)}` : `/resource?${new URLSearchParams({ iri })}`;
}

/** Completes with what this graph has; YASGUI's own completers would ask services elsewhere. */
function completers(Yasqe) {
  const fixed = (name, all) => ({ name: `graph-${name}`, get: () => all, bulk: true, persistenceId: null });
  const prefixes = Object.entries(config.prefixes).map(([name, iri]) => `${name}: <${iri}>`);
  Yasqe.forkAutocompleter("prefixes", fixed("prefixes", prefixes), false);
  Yasqe.forkAutocompleter("property", fixed("property", config.properties), false);
  Yasqe.forkAutocompleter("class", fixed("class", config.classes), false);
  return ["graph-prefixes", "graph-property", "graph-class", "variables"];
}

function options(Yasgui) {
  return {
    autoAddOnInit: false,
    populateFromUrl: false, // it would also ask at once
    requestConfig: { endpoint: here(config.endpoint), method: "POST" },
    endpointCatalogueOptions: { getData: () => [], keys: [], renderItem: () => {} },
    copyEndpointOnNewTab: false,
    persistenceId: "alliances-kg",
    tabName: config.texts.tab,
    yasqe: { autocompleters: completers(Yasgui.Yasqe), viewportMargin: Infinity, resizeable: false, screenReaderLabel: config.texts.text },
    yasr: { prefixes: config.prefixes, maxPersistentResponseSize: 0 },
  };
}

/** Shows a text in the tab that has it already, else in a new one. */
const show = (editor, name, text) => editor.addTab(true, { name, yasqe: { value: text } }, { avoidDuplicateTabs: true });

/** The link beside the editor always leads to what stands in it. */
function linked(editor) {
  const anchor = document.querySelector("[data-query-link]");
  const update = () => {
    anchor.href = link(editor.getTab()?.getQuery() ?? "");
  };
  for (const event of ["tabChange", "tabSelect", "query"]) editor.on(event, update);
  update();
}

/** Names parts that have none for a screen reader, and leads IRIs of the graph to their pages here. */
function mend() {
  const name = (selector, text) => place.querySelectorAll(selector).forEach((part) => part.setAttribute("aria-label", text));
  name(".tableSizer", config.texts.rows);
  name(".tableFilter", config.texts.filter);
  for (const title of place.querySelectorAll(".dt-column-title:empty")) title.textContent = "#";
  for (const close of place.querySelectorAll(".closeTab")) close.setAttribute("aria-hidden", "true");
  for (const anchor of place.querySelectorAll("a.iri[target=_blank]")) {
    const path = page(anchor.getAttribute("href"));
    if (path) Object.assign(anchor, { href: path, target: "_self" });
  }
}

/** Mends now and after each change: YASGUI draws tabs and answers anew. */
function mended() {
  const list = place.querySelector("[role=tablist]");
  list.after(list.querySelector(".addTab")); // a button among the tabs is none of them
  let waiting = false;
  const later = () => {
    if (!waiting) requestAnimationFrame(() => ((waiting = false), mend()));
    waiting = true;
  };
  new MutationObserver(later).observe(place, { childList: true, subtree: true });
  mend();
}

function start() {
  const { Yasgui } = window;
  form.hidden = true;
  place.hidden = false; // before the editor is made: it measures where it stands
  Yasgui.Tab.prototype.getShareableLink = function shared() {
    return link(this.getQuery());
  };
  const editor = new Yasgui(place, options(Yasgui));
  const asked = form.elements.query.value;
  show(editor, config.name ?? config.texts.tab, withPrefixes(asked));
  for (const example of document.querySelectorAll("[data-example]")) {
    example.addEventListener("click", (event) => {
      event.preventDefault();
      show(editor, example.dataset.example, config.queries[example.dataset.example]);
      place.scrollIntoView({ block: "nearest" });
    });
  }
  linked(editor);
  mended();
}

start();
