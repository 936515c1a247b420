// The knobs: sliders that report every notch while they are held, choices and switches. Built once, then changed in place;
// a control that is held or has a change on its way is not touched. Everything shown is set by textContent.
const kept = new WeakMap();
const make = (tag, name, parent) => {
  const made = document.createElement(tag);
  if (name) made.className = name;
  parent?.appendChild(made);
  return made;
};

class Knob {
  constructor(panel, row, id) {
    this.panel = panel;
    this.last = 0;
    this.top = make("div", "knob");
    this.top.dataset.kind = row.kind;
    const head = make("div", "head", this.top);
    this.label = make("label", "label", head);
    this.label.htmlFor = id;
    this.reset = make("button", "reset", head);
    this.reset.type = "button";
    this.reset.textContent = "↺";
    this.reset.onclick = () => this.send(this.row.default);
    this.value = make("output", "value", head);
    this.input = row.kind === "choice" ? make("select", "", head) : make("input", "", row.kind === "switch" ? head : this.top);
    this.input.id = id;
    this.about = make("div", "about", this.top);
    this.about.id = `${id}-about`;
    this.input.setAttribute("aria-describedby", this.about.id);
    if (row.kind === "switch") Object.assign(this.input, { type: "checkbox" }).setAttribute("role", "switch");
    if (row.kind === "slider") this.input.type = "range";
    this.listen(row.kind);
  }

  listen(kind) {
    this.input.onpointerdown = () => { this.held = true; };
    this.input.onpointerup = this.input.onpointercancel = this.input.onblur = () => { this.held = false; this.adopt(); };
    if (kind === "slider") this.input.oninput = () => { this.paint(); this.send(this.row.values[+this.input.value]); };
    if (kind === "choice") this.input.onchange = () => { this.held = false; this.send(this.input.value); };
    if (kind === "switch") this.input.onchange = () => { this.held = false; this.paint(); this.send(this.input.checked); };
    this.label.onclick = () => this.top.classList.toggle("told");
  }

  send(value) {
    if (value === this.sent) return;
    this.sent = value;
    this.is_settled = false; // what it shows is ahead of the page
    const { path } = this.row;
    pace.send(path, (n) => { this.last = n; this.panel.api.setStateValue("change", { path, value, n }); });
  }

  update(row) {
    const old = this.row, told = JSON.stringify(row);
    if (told === this.told) return this.is_settled || this.adopt(); // while a bar is held, hardly any knob changes
    this.told = told;
    this.row = row;
    this.label.textContent = row.label;
    this.label.title = `${row.help}\n${row.source}`;
    this.about.replaceChildren(make("span", ""), make("span", "source"));
    this.about.children[0].textContent = row.help;
    this.about.children[1].textContent = row.source;
    this.reset.title = row.reset;
    this.reset.setAttribute("aria-label", `${row.reset}: ${row.label}`);
    if (row.kind === "choice") this.options(row.options);
    if (row.kind === "slider" && (!old || old.values.length !== row.values.length || !this.held)) {
      const at = this.held ? this.input.value : null;
      Object.assign(this.input, { min: 0, max: row.values.length - 1, step: 1 });
      if (at !== null) this.input.value = at;
    }
    this.adopt();
  }

  options(rows) {
    const signature = JSON.stringify(rows);
    if (this.signature === signature) return;
    this.signature = signature;
    this.input.replaceChildren(...rows.map(([value, text]) => Object.assign(document.createElement("option"), { value, textContent: text })));
  }

  adopt() {
    const { row } = this;
    this.reset.hidden = !row.is_changed;
    this.is_settled = !(this.held || pace.waits(row.path) || this.panel.seen < this.last);
    if (!this.is_settled) return;
    this.sent = row.value;
    if (row.kind === "slider") this.input.value = Math.max(0, row.values.indexOf(row.value));
    if (row.kind === "choice") this.input.value = row.value;
    if (row.kind === "switch") this.input.checked = row.value;
    this.paint();
  }

  paint() {
    const { row } = this;
    let text = "";
    if (row.kind === "slider") {
      text = row.texts[+this.input.value] ?? "";
      this.input.style.setProperty("--f", `${(100 * +this.input.value) / Math.max(1, row.values.length - 1)}%`);
      this.input.setAttribute("aria-valuetext", text);
    }
    this.value.textContent = text;
    this.top.classList.toggle("changed", row.is_changed);
  }
}

class Panel {
  constructor(root) {
    this.root = root;
    this.groups = new Map();
    this.knobs = new Map();
  }

  update(data, api) {
    this.api = api;
    this.seen = data.seen;
    const names = new Set(data.groups.map((group) => group.name)), paths = new Set(data.groups.flatMap((group) => group.knobs.map((row) => row.path)));
    for (const [name, made] of this.groups) if (!names.has(name)) { made.remove(); this.groups.delete(name); }
    for (const [path, knob] of this.knobs) if (!paths.has(path)) { knob.top.remove(); this.knobs.delete(path); }
    data.groups.forEach((group, place) => {
      let made = this.groups.get(group.name);
      if (!made) {
        made = make("details", "group");
        made.open = group.is_open;
        make("span", "", make("summary", "", made));
        make("div", "knobs", made);
        this.groups.set(group.name, made);
      }
      if (this.root.children[place] !== made) this.root.insertBefore(made, this.root.children[place] ?? null);
      const title = made.querySelector("summary span");
      if (title.textContent !== group.title) title.textContent = group.title;
      this.fill(made.querySelector(".knobs"), group.knobs);
    });
  }

  fill(parent, rows) {
    rows.forEach((row, place) => {
      let knob = this.knobs.get(row.path);
      if (knob && knob.top.dataset.kind !== row.kind) { knob.top.remove(); knob = null; }
      if (!knob) this.knobs.set(row.path, (knob = new Knob(this, row, `knob-${row.path.replace(/\W/g, "-")}`)));
      if (knob.top.dataset.path !== row.path) knob.top.dataset.path = row.path;
      if (parent.children[place] !== knob.top) parent.insertBefore(knob.top, parent.children[place] ?? null);
      knob.update(row);
    });
  }
}

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".panel");
  if (!root || !data) return;
  let panel = kept.get(root);
  if (!panel) kept.set(root, (panel = new Panel(root)));
  live.set("panel", (newer) => panel.update(newer, { setStateValue }));
  panel.update(data, { setStateValue });
}
