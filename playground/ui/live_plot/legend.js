// A chart's legend, beside plotly's own: its place does not change with the number of lines, so that the chart below it
// neither jumps nor is laid out twice. A click hides a line and shows it again. Everything shown is set by textContent.
const DASHES = { dash: "6 4", dot: "2 3", dashdot: "6 3 2 3", longdash: "10 4", longdashdot: "10 3 2 3" };
const HATCHES = { "/": "M-1 7 7 -1M3 11 11 3M-5 3 3 -5", "\\": "M-1 1 7 9M3 -3 11 5M-5 5 3 13", x: "M0 0 8 8M8 0 0 8", "-": "M0 4H8", "|": "M4 0V8", "+": "M0 4H8M4 0V8", ".": "M3 4h2M7 0h2M-1 0h2M7 8h2M-1 8h2" };
const svg = (tag, attributes, parent) => {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const name in attributes) made.setAttribute(name, attributes[name]);
  parent.appendChild(made);
  return made;
};

// What a line, an area or a bar looks like.
const look_of = (row) => {
  const hatch = row.marker?.pattern?.shape ?? row.fillpattern?.shape ?? "";
  if (row.type === "bar") return { fill: row.marker.color, opacity: row.marker.opacity ?? 1, hatch, ink: "#fff" };
  if (row.stackgroup) return { fill: row.fillcolor, opacity: 1, hatch, ink: row.line.color };
  return { stroke: row.line.color, width: row.line.width ?? 2, dash: DASHES[row.line.dash] ?? "" };
};

const swatch = (parent, look) => {
  if (look.stroke) {
    const top = svg("svg", { viewBox: "0 0 26 8", width: 26, height: 8, "aria-hidden": true }, parent);
    svg("path", { d: "M0 4H26", stroke: look.stroke, "stroke-width": look.width, "stroke-dasharray": look.dash, fill: "none" }, top);
    return;
  }
  const top = svg("svg", { viewBox: "0 0 16 8", width: 16, height: 8, "aria-hidden": true }, parent);
  svg("path", { d: "M0 0H16V8H0z", fill: look.fill, opacity: look.opacity }, top);
  if (!HATCHES[look.hatch]) return;
  for (const x of [0, 8]) svg("path", { d: HATCHES[look.hatch], transform: `translate(${x},0)`, stroke: look.ink, "stroke-width": 1, fill: "none" }, top);
};

class Legend {
  constructor(root, changed) {
    this.root = root;
    this.changed = changed;
    this.hidden = new Set(); // uid of what is not to be drawn
  }

  // The same lines, less the hidden ones.
  shown(rows) { return rows.map((row) => (this.hidden.has(row.uid) ? { ...row, visible: "legendonly" } : row)); }

  update(rows) {
    const listed = rows.filter((row) => row.showlegend !== false);
    const told = JSON.stringify(listed.map((row) => [row.uid, row.name, look_of(row), this.hidden.has(row.uid)]));
    if (told === this.told) return;
    this.told = told;
    const focused = this.root.contains(document.activeElement) ? document.activeElement.dataset.uid : null;
    this.root.replaceChildren(...listed.map((row) => this.entry(row)));
    [...this.root.children].find((entry) => entry.dataset.uid === focused)?.focus(); // who uses the keys stays where they were
  }

  entry(row) {
    const made = document.createElement("button");
    made.type = "button";
    made.setAttribute("aria-pressed", !this.hidden.has(row.uid));
    swatch(made, look_of(row));
    made.appendChild(document.createElement("span")).textContent = row.name;
    made.onclick = () => {
      if (!this.hidden.delete(row.uid)) this.hidden.add(row.uid);
      this.changed();
    };
    made.dataset.uid = row.uid;
    return made;
  }
}
