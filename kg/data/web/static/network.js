// Draws who is connected with whom: <div data-network="URL" data-label="what it is" data-list="heading of the list">.
// Beside the drawing, which only eyes and mice can use, the same stands as a list with links.
const LIBRARY = new URL("vendor/cytoscape/cytoscape.min.js", import.meta.url);
const dark = matchMedia("(prefers-color-scheme: dark)");

/** The colours of the page as they are now, in light or dark. */
function colours() {
  const probe = document.body.appendChild(document.createElement("span"));
  const colour = (name) => {
    probe.style.color = `var(--net-${name})`;
    return getComputedStyle(probe).color;
  };
  const names = ["text", "ground", "node", "ego", "positive", "negative"];
  const found = Object.fromEntries(names.map((name) => [name, colour(name)]));
  probe.remove();
  return (name) => found[name];
}

function style() {
  const colour = colours();
  const words = { color: colour("text"), "text-outline-color": colour("ground"), "text-outline-width": 2 };
  const line = (name) => ({ "line-color": colour(name), "target-arrow-color": colour(name) });
  const node = { label: "data(label)", "font-size": 12, width: 16, height: 16, "text-valign": "bottom", "text-margin-y": 3 };
  const edge = { label: "data(words)", "font-size": 9, "curve-style": "bezier", "target-arrow-shape": "triangle", "text-wrap": "wrap" };
  return [
    { selector: "node", style: { ...words, ...node, "background-color": colour("node"), "text-wrap": "wrap", "text-max-width": 90 } },
    { selector: "node[?ego]", style: { "background-color": colour("ego"), width: 30, height: 30, "font-weight": "bold" } },
    { selector: "edge", style: { ...words, ...edge, ...line("positive"), width: "data(width)" } },
    { selector: 'edge[polarity = "negative"]', style: { ...line("negative"), "line-style": "dashed" } },
  ];
}

const worded = ({ relation, count }) => (count > 1 ? `${relation} (${count})` : relation);

/** One line for all that is said one way between two: drawn singly, their words would cover each other. */
function lines(edges) {
  const found = new Map();
  for (const edge of edges) {
    const id = `${edge.source} ${edge.target} ${edge.polarity}`;
    const line = found.get(id) ?? { id, source: edge.source, target: edge.target, polarity: edge.polarity, count: 0, words: [] };
    line.count += edge.count;
    line.words.push(worded(edge));
    found.set(id, line);
  }
  return [...found.values()].map((line) => ({ ...line, words: line.words.join("\n"), width: Math.min(1 + Math.log2(line.count), 6) }));
}

/** Rings around the first node, as wide as the container: the busiest within, every second one farther out. */
function positions({ nodes, edges }, { clientWidth: wide, clientHeight: high }) {
  const claims = new Map();
  for (const edge of edges) for (const id of [edge.source, edge.target]) claims.set(id, (claims.get(id) ?? 0) + edge.count);
  const [ego, ...others] = nodes;
  others.sort((one, other) => (claims.get(other.id) ?? 0) - (claims.get(one.id) ?? 0));
  const rings = Math.ceil(others.length / 14);
  const [across, down] = [Math.max(wide / 2 - 60, 80), Math.max(high / 2 - 40, 80)];
  const placed = others.map(({ id }, index) => {
    const ring = (index % rings) + 1;
    const angle = (2 * Math.PI * index) / others.length - Math.PI / 2;
    return [id, { x: (Math.cos(angle) * across * ring) / rings, y: (Math.sin(angle) * down * ring) / rings }];
  });
  return Object.fromEntries([[ego.id, { x: 0, y: 0 }], ...placed]);
}

function elements({ nodes, edges }) {
  return [...nodes.map((node, index) => ({ data: { ...node, ego: index === 0 } })), ...lines(edges).map((data) => ({ data }))];
}

function list(graph, heading) {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const link = (id) => Object.assign(document.createElement("a"), { href: nodes.get(id).url, textContent: nodes.get(id).label });
  const items = graph.edges.map((edge) => {
    const item = document.createElement("li");
    const sign = edge.polarity === "negative" ? "¬ " : "";
    item.append(link(edge.source), ` ${sign}${worded(edge)} `, link(edge.target));
    return item;
  });
  const [details, summary, all] = ["details", "summary", "ul"].map((name) => document.createElement(name));
  summary.textContent = `${heading} (${items.length})`;
  all.append(...items);
  details.append(summary, all);
  return details;
}

async function draw(container) {
  const [{ default: cytoscape }, answer] = await Promise.all([import(LIBRARY), fetch(container.dataset.network)]);
  const graph = await answer.json();
  if (graph.nodes.length < 2) return;
  container.classList.add("network");
  container.setAttribute("role", "img");
  container.setAttribute("aria-label", container.dataset.label ?? "");
  container.after(list(graph, container.dataset.list ?? ""));
  document.head.append(Object.assign(document.createElement("meta"), { id: "__________cytoscape_stylesheet" })); // else it writes one
  const layout = { name: "preset", positions: positions(graph, container), padding: 20 };
  const drawing = cytoscape({ container, elements: elements(graph), style: style(), layout, userZoomingEnabled: false });
  drawing.on("tap", "node", (event) => location.assign(event.target.data("url")));
  for (const name of ["mouseover", "mouseout"]) {
    drawing.on(name, "node", () => container.classList.toggle("over-link", name === "mouseover"));
  }
  const repaint = () => drawing.style(style());
  dark.addEventListener("change", repaint);
  new MutationObserver(repaint).observe(document.documentElement, { attributes: true });
  new ResizeObserver(() => drawing.resize().fit(undefined, 20)).observe(container);
}

for (const container of document.querySelectorAll("[data-network]")) draw(container);
