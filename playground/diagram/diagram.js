// The architecture, drawn once and then only changed: colours, bars and badges move, nodes are never built again.
const kept = new WeakMap();

class Picture {
  constructor(root) {
    this.root = root;
    this.nodes = new Map();
    this.edges = new Map();
    this.moment = -1; // -1: the whole run
    this.svg = el("svg", { role: "group" }, null);
    this.stage = root.querySelector(".stage");
    this.stage.insertBefore(this.svg, this.stage.querySelector(".acts"));
    const hatch = el("pattern", { id: "hatch", width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" }, el("defs", {}, this.svg));
    el("rect", { width: 3, height: 7, fill: "var(--st-red-color)" }, hatch);
    this.frames = el("g", {}, this.svg);
    this.under = el("g", { "aria-hidden": "true" }, this.svg);
    this.over = el("g", {}, this.svg);
    this.traffic = new Traffic(this.stage.querySelector("canvas"), root);
    this.acts = new Acts(this.stage.querySelector(".acts"), this);
    this.said = root.querySelector(".now");
    this.clock = new Clock(root.querySelector(".time"), (moment, t_s) => this.show(moment, t_s));
    this.clock.tidy.onclick = () => this.api.setStateValue("moved", { id: "", x: 0, y: 0, n: Date.now() });
    this.go = (event) => this.data && this.clock.go(event.detail);
    window.addEventListener("playground:go", this.go);
    this.followed = new Follow(root.querySelector(".follow"), this);
    this.watch = new ResizeObserver(([box]) => { this.width = box.contentRect.width; this.place(); });
    this.watch.observe(root);
  }

  // Colours glide to their next value, but not in a drag: gliding redraws every frame, and the charts would wait for it.
  hurry() {
    this.root.classList.add("quick");
    clearTimeout(this.calm);
    this.calm = setTimeout(() => this.root.classList.remove("quick"), 1200);
  }

  // While a control is held, the dots stand still: the charts need the time.
  follow(data, api) {
    this.traffic.hold(500);
    this.update(data, api);
  }

  update(data, api) {
    if (this.data) this.hurry();
    this.api = api;
    data.links ??= data.edges.map((ends) => ends.map((place) => data.nodes[place].id));
    this.data = data;
    this.wires = wiring(data.links);
    this.svg.setAttribute("aria-label", data.words.label);
    this.sync(this.nodes, data.nodes, (row) => row.id, (row) => this.build(row));
    this.under.style.setProperty("--thin", Math.max(0.05, Math.min(0.22, 5 / data.edges.length))); // many lines are faint ones
    this.sync(this.edges, data.links, (row) => row.join(">"), () => ({ top: el("path", { class: "edge" }, this.under) }));
    data.nodes.forEach((row, place) => { // reading order: users to data
      const { top } = this.nodes.get(row.id);
      if (this.over.children[place] !== top) this.over.insertBefore(top, this.over.children[place] ?? null);
    });
    const shape = JSON.stringify([data.wide, data.narrow, data.bands, data.edges, data.nodes.map((row) => [row.id, row.kind, row.cell, row.parts.length, row.wide, row.narrow])]);
    if (this.shape !== shape) this.size = null;
    this.shape = shape;
    this.place();
    this.clock.tidy.hidden = !data.is_moved;
    this.clock.update(data);
    this.acts.update();
    this.followed.update(data);
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
    const top = el("g", { class: this.size ? "node new" : "node", "data-node": row.id }, this.over);
    const made = { top, tip: el("title", {}, top) };
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
    made.gauge = el("rect", { class: "gauge", rx: 1.5, width: 3 }, top);
    made.badge = el("g", { class: "badge", "aria-hidden": "true" }, top);
    made.plate = el("rect", { rx: 8, height: 16, y: -8 }, made.badge);
    made.lost = el("text", { y: 4 }, made.badge);
    made.wide = made.high = 0; // until it has a place
    made.queue = el("g", { class: "queue", "aria-hidden": "true" }, top);
    made.pill = el("rect", { rx: 8, height: 16, y: -8 }, made.queue);
    made.waiting = el("text", { y: 4 }, made.queue);
    if (row.can) {
      put(top, { role: "button", tabindex: 0 });
      top.classList.add("can");
      handle(this, made, () => {
        if (this.acts.id === made.row.id) return this.acts.close(false);
        this.acts.open(made.row.id);
        if (made.row.id !== this.data.selected) this.api.setStateValue("selected", { id: made.row.id, n: Date.now() });
      });
    } else put(top, { role: "img" });
    return made;
  }

  place() {
    if (!this.data || !this.width) return; // the first look at the width comes by itself
    const side = this.width < 640 ? "narrow" : "wide";
    this.svg.style.maxWidth = side === "narrow" ? "30rem" : "none";
    if (this.size === side) return this.cover();
    this.size = side;
    const [width, height] = this.data[side];
    this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.svg.style.margin = "0 auto";
    this.frame(side);
    for (const made of this.nodes.values()) this.seat(made, ...made.row[side]);
    for (const made of this.edges.values()) this.route(made, side);
    for (const made of this.nodes.values()) this.paint(made); // how long a bar is depends on its box
    this.cover();
  }

  // The canvas lies exactly behind the picture.
  cover() {
    const [width, height] = this.data[this.size], { svg } = this;
    this.traffic.canvas.style.left = `${svg.getBoundingClientRect().left - this.stage.getBoundingClientRect().left}px`;
    this.traffic.size(width, height, svg.getBoundingClientRect().width || this.width);
    this.flow();
  }

  flow() {
    const edges = [...this.edges.values()].filter((made) => made.curve && made.row[1] !== "monitor");
    this.traffic.update(this.data.end_s.length ? flowing(this.data, this.nodes, edges, this.wires, this.moment) : []);
  }

  middle(id) {
    const [x, y] = this.nodes.get(id)?.row[this.size] ?? this.nodes.get("users").row[this.size];
    return [x, y];
  }

  // A pointer's place in the picture's own units.
  point(event) {
    return new DOMPoint(event.clientX, event.clientY).matrixTransform(this.svg.getScreenCTM().inverse());
  }

  // A node under a hand, with its links; it stays inside the picture.
  move(made, x, y) {
    const [width, height] = this.data.wide, [, , w, h] = made.row.wide;
    const keep = (value, half, most) => Math.round(Math.max(half + 4, Math.min(most - half - 4, value)));
    made.row.wide = [keep(x, w / 2, width), keep(y, h / 2, height), w, h];
    this.seat(made, ...made.row.wide);
    for (const edge of this.edges.values()) if (edge.row.includes(made.row.id)) this.route(edge, "wide");
    this.flow();
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
    put(made.badge, { transform: "translate(6,0)" });
    put(made.gauge, { x: w - 5 });
    made.high = h - 12;
  }

  route(made, side) {
    const [a, b] = made.row.map((id) => this.nodes.get(id).row[side]);
    const flat = side === "wide";
    const [x1, y1] = flat ? [a[0] + a[2] / 2, a[1]] : [a[0], a[1] + a[3] / 2];
    const [x2, y2] = flat ? [b[0] - b[2] / 2, b[1]] : [b[0], b[1] - b[3] / 2];
    if (Math.abs(flat ? a[0] - b[0] : a[1] - b[1]) < 1) return this.arc(made, a, b, flat); // beside each other
    const bend = flat ? (x1 + x2) / 2 : (y1 + y2) / 2;
    this.draw(made, flat ? [x1, y1, bend, y1, bend, y2, x2, y2] : [x1, y1, x1, bend, x2, bend, x2, y2]);
  }

  arc(made, a, b, flat) {
    const [ax, ay, bx, by] = flat ? [a[0] + a[2] / 2, a[1], b[0] + b[2] / 2, b[1]] : [a[0], a[1] + a[3] / 2, b[0], b[1] + b[3] / 2];
    const [dx, dy] = flat ? [18, 0] : [0, 18];
    this.draw(made, [ax, ay, ax + dx, ay + dy, bx + dx, by + dy, bx, by]);
  }

  draw(made, curve) {
    made.curve = curve;
    const [x, y, ...rest] = curve;
    made.top.setAttribute("d", `M${x},${y} C${rest.join(" ")}`);
  }

  show(moment, t_s) {
    if (this.followed?.is_on && moment !== this.moment) this.followed.stop();
    this.moment = moment;
    for (const made of this.nodes.values()) this.paint(made);
    for (const made of this.edges.values()) {
      const end = this.nodes.get(made.row[1]);
      made.top.classList.toggle("cutoff", end.state === "d" || end.state === "s");
      made.top.classList.toggle("out", end.state === "o");
    }
    this.root.dataset.moment = t_s ?? "";
    this.flow();
    this.tell();
    this.acts.update();
  }

  // What all users together see at this moment, in words.
  tell() {
    if (this.followed?.is_on) return; // its own words stand there
    const { sent_rps, failed_rps, words } = this.data, at = this.moment;
    const mean = (values) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
    const [sent, failed] = at < 0 ? [mean(sent_rps), mean(failed_rps)] : [sent_rps[at] ?? 0, failed_rps[at] ?? 0];
    const share = sent > 0 ? (100 * failed) / sent : 0, number = new Intl.NumberFormat(document.documentElement.lang || "en");
    const said = at < 0 ? words.whole_state : failed > 0 ? words.now : words.now_calm;
    const told = share >= 10 ? Math.round(share) : share >= 0.1 ? share.toFixed(1) : share > 0 ? "<0.1" : "0";
    this.said.textContent = sent_rps.length ? fill(said, { rps: number.format(Math.round(sent)), failed: told }) : "";
    this.said.classList.toggle("bad", share >= 1);
  }

  paint(made) {
    const { row } = made, { words } = this.data, at = this.moment;
    const whole = at < 0;
    const busy = whole ? row.busy_mean : pick(row.busy, at) ?? -1;
    const waiting = (whole ? row.waiting_mean : pick(row.waiting, at)) ?? 0;
    const state = made.state = whole ? (/[ds]/.test(row.state) ? "w" : "u") : pick(row.state, at) ?? "u";
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
    const leads = row.leads ? (whole ? row.leads.slice(-1) : pick(row.leads, at)) : "";
    const gauge = this.level(row, at);
    const inside = leads === "0" && gauge?.value > 0.05 ? [gauge.said] : gauge && row.level.what !== "lag" ? [gauge.said] : leads ? [leads === "1" ? words.primary : words.replica] : row.parts;
    const label = dead ? (state === "s" ? words.silent : words.down) : state === "o" ? words.out : known ? `${busy}%` : "";
    if (row.cell) made.number.textContent = dead ? "✕" : row.number;
    else {
      made.title.textContent = row.title.charAt(0).toUpperCase() + row.title.slice(1);
      const within = inside.join(" · "), slim = made.wide < 106; // a slim card has room for one of them
      made.parts.textContent = label && (made.wide < 80 || (slim && broad(within, 5.8) + broad(label, 7.4) > made.wide - 4)) ? "" : within;
      made.value.textContent = label;
    }
    made.queue.classList.toggle("on", waiting >= 1 && !dead);
    made.waiting.textContent = short(waiting);
    const wide = 12 + 6.5 * made.waiting.textContent.length;
    put(made.pill, { x: -wide / 2, width: wide });
    const lost = whole ? row.failed : 0, level = this.level(row, at);
    made.badge.classList.toggle("on", lost > 0);
    made.lost.textContent = short(lost);
    const plate = 12 + 6.5 * made.lost.textContent.length;
    put(made.plate, { x: -plate / 2, width: plate });
    const full = level ? Math.max(0, Math.min(1, level.value / row.level.full)) : 0;
    put(made.gauge, { y: 6 + made.high * (1 - full), height: made.high * full });
    const facts = [row.title, ...inside];
    if (level) facts.push(level.said);
    if (lost > 0) facts.push(fill(words.failed_here, { n: lost }));
    if (dead && !whole && pick(row.trusted, at) === "1") facts.push(words.believed);
    if (known) facts.push(fill(words.busy, { n: busy }));
    if (waiting >= 1) facts.push(fill(words.waiting, { n: Math.round(waiting) }));
    if (dead || state === "o") facts.push(label);
    if (state === "w") facts.push(words.was_down);
    made.top.setAttribute("aria-label", [...new Set(facts)].join(", "));
    made.tip.textContent = [...new Set(facts)].join(" · ");
    made.top.dataset.state = state;
  }

  // How far a copy lags, how well a cache is hit, what a queue holds; of the whole run, the last that is known.
  level(row, at) {
    if (!row.level) return null;
    const { values, what } = row.level;
    if (what === "lag" && (at < 0 ? row.leads.at(-1) : pick(row.leads, at)) === "1") return null; // it leads
    const value = at < 0 ? values.findLast((one) => one !== null) : pick(values, at);
    if (value == null) return null;
    const shown = what === "lag" ? value.toFixed(1) : what === "depth" ? short(value) : Math.round(value);
    return { value, said: fill(this.data.words[what], { n: shown }) };
  }

  destroy() {
    this.clock.stop();
    this.traffic.destroy();
    this.followed.stop();
    window.removeEventListener("playground:go", this.go);
    clearTimeout(this.calm);
    this.watch.disconnect();
    this.svg.remove();
  }
}

export default function ({ data, parentElement, setStateValue, setTriggerValue }) {
  const root = parentElement.querySelector(".arch");
  if (!root || !data) return;
  let picture = kept.get(root);
  if (!picture) kept.set(root, (picture = new Picture(root)));
  live.set("scene", (newer) => picture.follow(newer, { setStateValue, setTriggerValue }));
  picture.update(data, { setStateValue, setTriggerValue });
  return () => { picture.destroy(); kept.delete(root); };
}
