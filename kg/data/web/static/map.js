// Draws the world on a day: an alliance and its outer border, conflicts, and what articles say of recognition and conflict.
// The tables beside it say the same; they come from the server and are what stands there without JavaScript.
const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 960;
const HEIGHT = 490;
const WHOLE = [0, 0, WIDTH, HEIGHT];
const DEEPEST = 12; // times the whole map's scale
const GLYPH = 0.58; // width of a letter in heights, about

const vendor = (path) => new URL(`vendor/${path}`, import.meta.url);
const json = async (url) => (await fetch(url)).json();
const written = (figure, what) => JSON.parse(figure.querySelector(`script[${what}]`).textContent);
const between = (low, value, high) => Math.min(Math.max(value, low), high);

function element(name, attributes, ...children) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) if (value !== undefined) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

function described(node, text) {
  node.append(element("title", {}, text));
  return node;
}

/** The atlas: shapes of countries with what is needed to draw them; the same for all days. */
async function atlas() {
  const [geo, topology, points] = await Promise.all([
    import(vendor("d3-geo/atlas.min.js")),
    json(vendor("world-atlas/countries-110m.json")),
    json(vendor("world-atlas/points.json")),
  ]);
  const countries = topology.objects.countries;
  const shapes = geo.feature(topology, countries).features;
  const projection = geo.geoNaturalEarth1().fitExtent([[4, 4], [WIDTH - 4, HEIGHT - 4]], { type: "Sphere" });
  return { geo, topology, countries, shapes, points, projection, path: geo.geoPath(projection).digits(1) };
}

const key = (shape) => shape.id ?? shape.properties.name;

class WorldMap {
  constructor(figure, land) {
    this.land = land;
    this.texts = written(figure, "data-texts");
    this.svg = element("svg", { viewBox: WHOLE.join(" "), role: "group", "aria-label": this.texts.map });
    this.hatches = ["land", "member"].map((kind) => this.hatching(kind));
    this.svg.append(element("defs", {}, ...this.hatches, ...["recognition", "refusal", "clash"].map((kind) => this.arrow(kind))));
    this.layers = Object.fromEntries(
      ["sea", "land", "borders", "outer", "small", "lines", "names"].map((name) => [name, element("g", { class: `map-${name}` })]),
    );
    this.svg.append(...Object.values(this.layers));
    this.layers.sea.append(element("path", { d: land.path({ type: "Sphere" }) }));
    this.layers.sea.append(element("path", { d: land.path(land.geo.geoGraticule10()), class: "map-grid" }));
    figure.querySelector("[data-drawing]").replaceChildren(this.svg);
    this.look(...WHOLE);
    this.controls(figure);
    new ResizeObserver(() => this.look(...this.view)).observe(this.svg); // letters and hatching keep their size
  }

  hatching(kind) {
    const stripe = element("rect", { width: 1.3, height: 6, class: `map-hatch-${kind}` });
    return element("pattern", { id: `hatching-${kind}`, width: 6, height: 6, patternUnits: "userSpaceOnUse" }, stripe);
  }

  arrow(kind) {
    const box = { viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 6, markerHeight: 6, orient: "auto-start-reverse" };
    return element("marker", { id: `arrow-${kind}`, ...box }, element("path", { d: "M0 0 8 4 0 8z", class: `map-${kind}-head` }));
  }

  /** Draws what holds on a day; `world` is the answer of /map.json. */
  draw(world) {
    this.world = world;
    this.of = new Map(Object.entries(world.places).map(([id, place]) => [place.shape, id]));
    this.members = new Set(world.members);
    this.parties = new Map();
    for (const conflict of world.conflicts) {
      for (const party of conflict.parties) this.parties.set(party, [...(this.parties.get(party) ?? []), conflict.label]);
    }
    this.drawLand();
    this.drawBorders();
    this.drawSmall();
    this.drawLines();
    this.drawNames();
  }

  /** What a place is on this day: its classes, and in words. */
  role(id) {
    const { texts, members, parties } = this;
    const words = [this.world.places[id].label];
    if (members.has(id)) words.push(texts.member);
    if (parties.has(id)) words.push(`${texts.party} ${parties.get(id).join(", ")}`);
    const kinds = [members.has(id) && "is-member", parties.has(id) && "is-party"].filter(Boolean);
    return { kinds: kinds.join(" "), words: words.join("; "), matters: kinds.length > 0 };
  }

  /** A drawing of a place, as a link to it; by keyboard only those that matter are gone through. */
  link(id, ...drawings) {
    const role = this.role(id);
    const tabindex = role.matters ? undefined : -1;
    const node = element("a", { href: this.world.places[id].url, class: role.kinds, "aria-label": role.words, tabindex }, ...drawings);
    return described(node, role.words);
  }

  drawLand() {
    const drawn = this.land.shapes.map((shape) => {
      const d = this.land.path(shape);
      const id = this.of.get(key(shape));
      if (!id) return described(element("path", { d }), shape.properties.name);
      const hatch = this.parties.has(id) ? [element("path", { d, class: "map-hatched" })] : [];
      return this.link(id, element("path", { d }), ...hatch);
    });
    this.layers.land.replaceChildren(...drawn);
  }

  drawBorders() {
    const { geo, topology, countries, path } = this.land;
    const known = new Set(this.world.borders.flatMap(([one, other]) => [`${one} ${other}`, `${other} ${one}`]));
    const ids = (one, other) => [this.of.get(key(one)), this.of.get(key(other))];
    const lines = (fits) => path(geo.mesh(topology, countries, (one, other) => one !== other && fits(...ids(one, other)))) ?? "";
    const inner = lines((one, other) => known.has(`${one} ${other}`));
    const unknown = lines((one, other) => !known.has(`${one} ${other}`));
    this.layers.borders.replaceChildren(element("path", { d: inner }), element("path", { d: unknown, class: "map-unsaid" }));
    const outer = lines((one, other) => known.has(`${one} ${other}`) && this.members.has(one) !== this.members.has(other));
    this.layers.outer.replaceChildren(element("path", { d: outer }));
  }

  /** Where a place is drawn, null where nobody knows. */
  point(id) {
    const place = this.world.places[id];
    const degrees = place?.point ?? this.land.points[place?.shape];
    return degrees ? this.land.projection(degrees) : null;
  }

  drawSmall() {
    const drawn = new Set(this.land.shapes.map(key));
    const small = Object.keys(this.world.places).filter((id) => !drawn.has(this.world.places[id].shape) && this.point(id));
    small.sort((one, other) => this.role(one).matters - this.role(other).matters);
    this.layers.small.replaceChildren(
      ...small.map((id) => {
        const d = `M${this.point(id).map((number) => number.toFixed(1))}h0`;
        return this.link(id, element("path", { d, class: "map-edge" }), element("path", { d }));
      }),
    );
  }

  drawLines() {
    const drawn = this.world.said.map(({ one, other, kind, words }) => {
      const ends = [this.point(one), this.point(other)];
      if (ends.includes(null)) return null;
      const [[x, y], [u, v]] = ends;
      const bend = [(x + u) / 2 + (v - y) / 6, (y + v) / 2 + (x - u) / 6]; // to one side, so that both ways can be seen
      const d = `M${x.toFixed(1)} ${y.toFixed(1)}Q${bend.map((number) => number.toFixed(1))} ${u.toFixed(1)} ${v.toFixed(1)}`;
      return described(element("path", { d, class: `map-${kind}`, "marker-end": `url(#arrow-${kind})` }), words);
    });
    this.layers.lines.replaceChildren(...drawn.filter(Boolean));
  }

  /** Names of the places that matter, as far as they have room. */
  drawNames() {
    const high = (11 * this.view[2]) / Math.max(this.svg.clientWidth, 320);
    const taken = [];
    const names = [];
    const ids = Object.keys(this.world.places).filter((id) => this.role(id).matters && this.point(id));
    ids.sort((one, other) => this.members.has(other) - this.members.has(one));
    for (const id of ids) {
      const { label } = this.world.places[id];
      const [x, y] = this.point(id);
      const wide = label.length * high * GLYPH;
      const box = [x - wide / 2, y - high, x + wide / 2, y + high / 2];
      if (taken.some((other) => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3])) continue;
      taken.push(box);
      names.push(element("text", { x: x.toFixed(1), y: y.toFixed(1), "font-size": high.toFixed(2) }, label));
    }
    this.layers.names.replaceChildren(...names);
  }

  look(x, y, wide) {
    const width = between(WIDTH / DEEPEST, wide, WIDTH);
    const height = (width * HEIGHT) / WIDTH;
    this.view = [between(0, x, WIDTH - width), between(0, y, HEIGHT - height), width, height];
    this.svg.setAttribute("viewBox", this.view.map((number) => number.toFixed(2)).join(" "));
    const turned = `rotate(45) scale(${(width / Math.max(this.svg.clientWidth, 320)).toFixed(3)})`;
    for (const hatch of this.hatches) hatch.setAttribute("patternTransform", turned);
    if (this.world) this.drawNames();
  }

  zoom(factor) {
    const [x, y, width, height] = this.view;
    this.look(x + (width * (1 - factor)) / 2, y + (height * (1 - factor)) / 2, width * factor);
  }

  /** Shows the members, or all of the world where there are none. */
  fit() {
    const points = [...this.members].map((id) => this.point(id)).filter(Boolean);
    if (points.length === 0) return this.look(...WHOLE);
    const range = (values) => [Math.min(...values), Math.max(...values)];
    const [left, right] = range(points.map(([x]) => x));
    const [top, bottom] = range(points.map(([, y]) => y));
    const wide = Math.max(right - left, ((bottom - top) * WIDTH) / HEIGHT) * 1.3 + 60;
    return this.look((left + right - wide) / 2, (top + bottom - (wide * HEIGHT) / WIDTH) / 2, wide);
  }

  controls(figure) {
    const acts = { nearer: () => this.zoom(0.6), farther: () => this.zoom(1 / 0.6), world: () => this.look(...WHOLE), fit: () => this.fit() };
    for (const button of figure.querySelectorAll("[data-look]")) button.addEventListener("click", acts[button.dataset.look]);
    for (const box of figure.querySelectorAll("[data-layer]")) {
      const show = () => this.svg.classList.toggle(`without-${box.dataset.layer}`, !box.checked);
      box.addEventListener("change", show);
      show();
    }
    this.drag();
  }

  drag() {
    let from = null;
    this.svg.addEventListener("pointerdown", (event) => {
      from = { x: event.clientX, y: event.clientY, view: this.view };
    });
    this.svg.addEventListener("pointermove", (event) => {
      if (!from || !(event.buttons & 1)) return;
      const scale = this.view[2] / this.svg.clientWidth;
      const [x, y, width] = from.view;
      this.look(x - (event.clientX - from.x) * scale, y - (event.clientY - from.y) * scale, width);
      from.moved ||= Math.hypot(event.clientX - from.x, event.clientY - from.y) > 5;
    });
    this.svg.addEventListener("click", (event) => {
      if (from?.moved) event.preventDefault(); // the end of a drag opens no link
      from = null;
    });
    this.svg.addEventListener("dragstart", (event) => event.preventDefault());
  }
}

/** The tables of another day. */
async function tables(url) {
  const page = new DOMParser().parseFromString(await (await fetch(url)).text(), "text/html");
  return page.querySelector("[data-tables]");
}

/** The page's form asks for another day or alliance: the drawing, the tables and the address follow. */
function follow(figure, map) {
  const form = document.querySelector("form[data-map-form]");
  let newest = 0;
  form.addEventListener("change", async () => {
    const asked = new URLSearchParams(new FormData(form));
    if (!asked.get("date")) return;
    const turn = (newest += 1);
    const [next, page] = await Promise.all([json(`${figure.dataset.map}?${asked}`), tables(`${form.action}?${asked}`)]);
    if (turn !== newest) return; // the visitor has gone on
    const moved = next.alliance !== map.world.alliance;
    document.querySelector("[data-tables]").replaceWith(page);
    document.querySelector("[data-status]").textContent = page.querySelector("h2").textContent; // read out
    map.draw(next);
    if (moved) map.fit();
    history.replaceState(null, "", `${form.action}?${asked}`);
  });
}

async function start(figure) {
  const map = new WorldMap(figure, await atlas());
  figure.querySelector("[data-controls]").hidden = false;
  map.draw(written(figure, "data-world"));
  map.fit();
  follow(figure, map);
}

for (const figure of document.querySelectorAll("[data-map]")) start(figure);
