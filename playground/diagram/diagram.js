// The architecture, drawn once and then only changed: colours, bars and badges move, nodes are never built again.
// Everything shown is set by textContent. One clock here moves the picture and the charts' cursors through the run.
const NS = "http://www.w3.org/2000/svg";
const kept = new WeakMap();
const ICONS = {
  users: "M5.5 7a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM1 14c0-3 2-4.5 4.5-4.5S10 11 10 14M10.5 2.3a2.4 2.4 0 0 1 0 4.5M12 9.8c1.9.6 3 2 3 4.2",
  entry: "M1 8h14M4.5 4.5 1 8l3.5 3.5M11.5 4.5 15 8l-3.5 3.5",
  balancer: "M8 1.5v4M8 5.5 3 10.5M8 5.5l5 5M8 5.5v5M1.5 10.5h3v3h-3zM6.5 10.5h3v3h-3zM11.5 10.5h3v3h-3z",
  web: "M2 2.5h12v4.5H2zM2 9h12v4.5H2zM4.5 4.75h.01M4.5 11.250h.01M7.5 4.75h4M7.5 11.250h4",
  database: "M2.5 4c0-1.2 2.5-2 5.5-2s5.5.8 5.5 2-2.5 2-5.5 2-5.5-.8-5.5-2zM2.5 4v8c0 1.2 2.5 2 5.5 2s5.5-.8 5.5-2V4M2.5 8c0 1.2 2.5 2 5.5 2s5.5-.8 5.5-2",
  external: "M4.5 12.5a3 3 0 0 1-.4-6 4 4 0 0 1 7.8-.6 3.3 3.3 0 0 1-.4 6.6z",
};
ICONS.box = ICONS.web;
ICONS.replica = ICONS.database;
ICONS.monitor = "M1 8h3l2-5 3.500 10 2-5h3.500";

const el = (tag, attributes, parent) => {
  const made = document.createElementNS(NS, tag);
  for (const name in attributes) made.setAttribute(name, attributes[name]);
  parent?.appendChild(made);
  return made;
};
const put = (node, attributes) => { for (const name in attributes) node.setAttribute(name, attributes[name]); };
const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);

// 165 (calm) up to half busy, 45 (amber) at three quarters, 5 (red) from 95 % on.
const hue = (busy) => {
  const u = Math.max(0, Math.min(1, busy / 100));
  if (u <= 0.5) return 165;
  if (u <= 0.75) return 165 - (120 * (u - 0.5)) / 0.25;
  return 45 - 40 * Math.min(1, (u - 0.75) / 0.2);
};

class Picture {
  constructor(root) {
    this.root = root;
    this.nodes = new Map();
    this.edges = new Map();
    this.moment = -1; // -1: the whole run
    this.wanted_s = null; // the moment to show, also when the run has not come so far yet
    this.svg = el("svg", { role: "group" }, null);
    root.insertBefore(this.svg, root.querySelector(".time"));
    const hatch = el("pattern", { id: "hatch", width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" }, el("defs", {}, this.svg));
    el("rect", { width: 3, height: 7, fill: "var(--st-red-color)" }, hatch);
    this.frames = el("g", {}, this.svg);
    this.under = el("g", { "aria-hidden": "true" }, this.svg);
    this.over = el("g", {}, this.svg);
    this.clock(root.querySelector(".time"));
    this.watch = new ResizeObserver(([box]) => { this.width = box.contentRect.width; this.place(); });
    this.watch.observe(root);
  }

  clock(bar) {
    this.bar = bar;
    [this.button, this.range, this.out] = [bar.querySelector("button"), bar.querySelector("input"), bar.querySelector("output")];
    this.range.oninput = () => { this.stop(); this.choose(+this.range.value); };
    this.button.onclick = () => (this.timer ? this.stop() : this.play());
  }

  play() {
    const last = this.data.end_s.length - 1;
    if (this.moment >= last) this.moment = -1;
    this.timer = setInterval(() => (this.moment >= last ? this.stop() : this.choose(this.moment + 1)), Math.max(60, 9000 / Math.max(1, last)));
    this.dress();
  }

  stop() {
    clearInterval(this.timer);
    this.timer = null;
    this.dress();
  }

  dress() {
    const { words } = this.data;
    this.button.setAttribute("aria-label", this.timer ? words.pause : words.play);
    this.button.title = this.timer ? words.pause : words.play;
    this.button.querySelector("path").setAttribute("d", this.timer ? "M1 0h3v10H1zM6 0h3v10H6z" : "M1.5 0 10 5 1.5 10z");
  }

  // Colours glide to their next value, but not in a drag: gliding redraws every frame, and the charts would wait for it.
  hurry() {
    this.root.classList.add("quick");
    clearTimeout(this.calm);
    this.calm = setTimeout(() => this.root.classList.remove("quick"), 1200);
  }

  update(data, api) {
    if (this.data) this.hurry();
    if (!this.data || this.data.open_s !== data.open_s) this.wanted_s = data.open_s;
    this.api = api;
    this.data = data;
    this.svg.setAttribute("aria-label", data.words.label);
    this.sync(this.nodes, data.nodes, (row) => row.id, (row) => this.build(row));
    this.under.style.setProperty("--thin", Math.max(0.05, Math.min(0.22, 5 / data.edges.length))); // many lines are faint ones
    this.sync(this.edges, data.edges, (row) => row.join(">"), () => ({ top: el("path", { class: "edge" }, this.under) }));
    data.nodes.forEach((row, place) => { // reading order: users to data
      const { top } = this.nodes.get(row.id);
      if (this.over.children[place] !== top) this.over.insertBefore(top, this.over.children[place] ?? null);
    });
    const shape = JSON.stringify([data.wide, data.narrow, data.bands, data.edges, data.nodes.map((row) => [row.id, row.kind, row.cell, row.parts.length, row.wide, row.narrow])]);
    if (this.shape !== shape) this.size = null;
    this.shape = shape;
    this.place();
    const last = data.end_s.length - 1;
    this.bar.hidden = last < 1;
    put(this.range, { min: -1, max: last, step: 1, "aria-label": data.words.scrub });
    if (last < 1) this.stop();
    this.dress();
    const found = data.end_s.findIndex((end) => end >= this.wanted_s);
    this.show(this.wanted_s === null ? -1 : found < 0 ? last : found);
  }

  sync(map, rows, key, make) {
    const names = new Set(rows.map(key));
    for (const [name, made] of map) if (!names.has(name)) { made.top.remove(); map.delete(name); }
    for (const row of rows) {
      const name = key(row);
      const shape = row.cell === undefined ? "" : `${row.kind}${row.cell}${row.parts.length > 0}`;
      let made = map.get(name);
      if (made && made.shape !== shape) { made.top.remove(); made = null; }
      if (!made) { made = make(row); made.shape = shape; map.set(name, made); }
      made.row = row;
    }
  }

  build(row) {
    const top = el("g", { class: "node", "data-node": row.id }, this.over);
    const made = { top };
    made.halo = el("rect", { class: "halo", rx: 13 }, top);
    made.card = el("rect", { class: "card", rx: 10 }, top);
    made.tint = el("rect", { class: "tint", rx: 10 }, top);
    made.hatch = el("rect", { class: "hatch", rx: 10, fill: "url(#hatch)" }, top);
    if (row.cell) {
      made.number = el("text", { class: "cellno" }, top);
    } else {
      made.icon = el("path", { class: "icon", d: ICONS[row.kind] ?? ICONS.web }, top);
      made.title = el("text", { class: "title" }, top);
      made.parts = el("text", { class: "parts" }, top);
      made.value = el("text", { class: "value" }, top);
    }
    made.track = el("rect", { class: "track", rx: 2 }, top);
    made.fill = el("rect", { class: "fill", rx: 2, width: 0 }, top);
    made.wide = 0; // until it has a place
    made.queue = el("g", { class: "queue", "aria-hidden": "true" }, top);
    made.pill = el("rect", { rx: 8, height: 16, y: -8 }, made.queue);
    made.waiting = el("text", { y: 4 }, made.queue);
    if (row.can) {
      put(top, { role: "button", tabindex: 0 });
      top.classList.add("can");
      const choose = () => this.api.setStateValue("selected", { id: made.row.id === this.data.selected ? "" : made.row.id, n: Date.now() });
      top.onclick = choose;
      top.onkeydown = (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); choose(); } };
    } else put(top, { role: "img" });
    return made;
  }

  place() {
    if (!this.data || !this.width) return; // the first look at the width comes by itself
    const side = this.width < 640 ? "narrow" : "wide";
    if (this.size === side) return;
    this.size = side;
    const [width, height] = this.data[side];
    this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.svg.style.maxWidth = side === "narrow" ? "30rem" : "none";
    this.svg.style.margin = "0 auto";
    this.frame(side);
    for (const made of this.nodes.values()) this.seat(made, ...made.row[side]);
    for (const made of this.edges.values()) this.route(made, side);
    for (const made of this.nodes.values()) this.paint(made); // how long a bar is depends on its box
  }

  // A frame around all that stands at one of several sites.
  frame(side) {
    this.frames.replaceChildren();
    for (const band of this.data.bands) {
      const [x, y, width, height] = band[side];
      el("rect", { class: "band", x, y, width, height, rx: 12 }, this.frames);
      const name = el("text", { class: "bandname", x: x + 14, y: y + 20 }, this.frames);
      name.textContent = band.title.charAt(0).toUpperCase() + band.title.slice(1);
    }
  }

  seat(made, x, y, w, h) {
    const { row } = made;
    made.top.setAttribute("transform", `translate(${x - w / 2},${y - h / 2})`);
    for (const part of [made.card, made.tint, made.hatch]) put(part, { width: w, height: h });
    put(made.halo, { x: -4, y: -4, width: w + 8, height: h + 8 });
    made.wide = w - (row.cell ? 12 : 24);
    put(made.track, { x: row.cell ? 6 : 12, y: h - (row.cell ? 8 : 12), width: made.wide, height: 4 });
    put(made.fill, { x: row.cell ? 6 : 12, y: h - (row.cell ? 8 : 12), height: 4 });
    if (row.cell) put(made.number, { x: w / 2, y: h / 2 + 1 });
    else {
      const inner = row.parts.length > 0 || (w < 130 && row.kind !== "web"); // a narrow card has two lines
      const slim = w < 100; // no room for an icon
      put(made.icon, { transform: `translate(12,${inner ? 8 : 14})`, display: slim ? "none" : "inline" });
      put(made.title, { x: slim ? 10 : 35, y: inner ? 21 : 27 });
      put(made.parts, { x: 12, y: 39 });
      put(made.value, { x: w - 12, y: inner ? 39 : 27 });
      if (w < 130 && row.parts.join().length > 9) put(made.value, { x: w - 12, y: 21 });
    }
    put(made.queue, { transform: `translate(${w - 6},0)` });
  }

  route(made, side) {
    const [a, b] = made.row.map((id) => this.nodes.get(id).row[side]);
    const flat = side === "wide";
    const [x1, y1] = flat ? [a[0] + a[2] / 2, a[1]] : [a[0], a[1] + a[3] / 2];
    const [x2, y2] = flat ? [b[0] - b[2] / 2, b[1]] : [b[0], b[1] - b[3] / 2];
    if (Math.abs(flat ? a[0] - b[0] : a[1] - b[1]) < 1) return this.arc(made, a, b, flat); // beside each other
    const bend = flat ? (x1 + x2) / 2 : (y1 + y2) / 2;
    const line = flat ? `M${x1},${y1} C${bend},${y1} ${bend},${y2} ${x2},${y2}` : `M${x1},${y1} C${x1},${bend} ${x2},${bend} ${x2},${y2}`;
    made.top.setAttribute("d", line);
  }

  arc(made, a, b, flat) {
    const [ax, ay, bx, by] = flat ? [a[0] + a[2] / 2, a[1], b[0] + b[2] / 2, b[1]] : [a[0], a[1] + a[3] / 2, b[0], b[1] + b[3] / 2];
    const [dx, dy] = flat ? [18, 0] : [0, 18];
    made.top.setAttribute("d", `M${ax},${ay} C${ax + dx},${ay + dy} ${bx + dx},${by + dy} ${bx},${by}`);
  }

  choose(moment) {
    this.wanted_s = moment < 0 ? null : this.data.end_s[moment];
    this.show(moment);
  }

  show(moment) {
    const { data } = this;
    this.moment = Math.min(moment, data.end_s.length - 1);
    const t_s = this.moment < 0 ? null : data.end_s[this.moment];
    this.range.value = this.moment;
    const said = t_s === null ? data.words.whole_run : fill(data.words.moment, { t: Math.round(t_s) });
    this.out.textContent = said;
    this.range.setAttribute("aria-valuetext", said);
    for (const made of this.nodes.values()) this.paint(made);
    for (const made of this.edges.values()) {
      const end = this.nodes.get(made.row[1]);
      made.top.classList.toggle("cutoff", end.state === "d" || end.state === "s");
      made.top.classList.toggle("out", end.state === "o");
    }
    this.root.dataset.moment = t_s ?? "";
    window.playgroundMoment = t_s; // for charts that come later
    window.dispatchEvent(new CustomEvent("playground:moment", { detail: t_s }));
  }

  paint(made) {
    const { row } = made, { words } = this.data, at = this.moment;
    const whole = at < 0;
    const busy = whole ? row.busy_mean : row.busy[at] ?? -1;
    const waiting = (whole ? row.waiting_mean : row.waiting[at]) ?? 0;
    const state = made.state = whole ? (/[ds]/.test(row.state) ? "w" : "u") : row.state[at] ?? "u";
    const dead = state === "d" || state === "s";
    const known = busy !== null && busy >= 0 && !dead;
    const shown = known ? busy : 0;
    made.top.classList.toggle("dead", dead);
    made.top.classList.toggle("gone", state === "o");
    made.top.classList.toggle("sel", this.data.selected === row.id);
    made.top.style.setProperty("--hue", hue(shown));
    made.top.style.setProperty("--tint", known && shown > 75 ? Math.min(0.16, (shown - 75) / 125) : 0);
    made.fill.style.width = `${(made.wide * Math.min(100, shown)) / 100}px`;
    made.fill.setAttribute("width", (made.wide * Math.min(100, shown)) / 100);
    made.top.classList.toggle("bare", row.busy_mean === null && !row.parts.length);
    const leads = row.leads ? (whole ? row.leads.slice(-1) : row.leads[at]) : "";
    const inside = leads ? [leads === "1" ? words.primary : words.replica] : row.parts;
    const label = dead ? (state === "s" ? words.silent : words.down) : state === "o" ? words.out : known ? `${busy}%` : "";
    if (row.cell) made.number.textContent = dead ? "✕" : row.number;
    else {
      made.title.textContent = row.title.charAt(0).toUpperCase() + row.title.slice(1);
      made.parts.textContent = label && made.wide < 80 ? "" : inside.join(" · "); // there is room for one of them
      made.value.textContent = label;
    }
    made.queue.classList.toggle("on", waiting >= 1 && !dead);
    made.waiting.textContent = waiting >= 1000 ? `${(waiting / 1000).toFixed(1)}k` : Math.round(waiting);
    const wide = 12 + 6.5 * made.waiting.textContent.length;
    put(made.pill, { x: -wide / 2, width: wide });
    const facts = [row.title, ...inside];
    if (known) facts.push(fill(words.busy, { n: busy }));
    if (waiting >= 1) facts.push(fill(words.waiting, { n: Math.round(waiting) }));
    if (dead || state === "o") facts.push(label);
    if (state === "w") facts.push(words.was_down);
    made.top.setAttribute("aria-label", facts.join(", "));
    made.top.dataset.state = state;
  }

  destroy() {
    this.stop();
    clearTimeout(this.calm);
    this.watch.disconnect();
    this.svg.remove();
  }
}

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".arch");
  if (!root || !data) return;
  let picture = kept.get(root);
  if (!picture) kept.set(root, (picture = new Picture(root)));
  live.set("scene", (newer) => picture.update(newer, { setStateValue }));
  picture.update(data, { setStateValue });
  return () => { picture.destroy(); kept.delete(root); };
}
