// A bar with stops that is dragged, stepped with the keyboard, or clicked. It reports every stop while it is held, and never
// moves under the pointer. Everything shown is set by textContent.
const kept = new WeakMap();
const make = (tag, name, parent) => {
  const made = document.createElement(tag);
  made.className = name;
  parent?.appendChild(made);
  return made;
};

class Rail {
  constructor(root) {
    this.root = root;
    this.held = false;
    this.last = 0; // number of the newest change sent
    this.head = make("div", "head", root);
    this.label = make("span", "label", this.head);
    this.typed = make("input", "typed", this.head);
    this.note = make("span", "note", this.head);
    this.track = make("div", "track", root);
    this.line = make("div", "line", this.track);
    this.done = make("div", "done", this.line);
    this.stops = make("div", "stops", this.track);
    this.marks = make("div", "marks", this.track);
    this.thumb = make("div", "thumb", this.line);
    this.thumb.tabIndex = 0;
    this.thumb.setAttribute("role", "slider");
    this.thumb.setAttribute("aria-orientation", "horizontal");
    this.listen();
  }

  listen() {
    this.track.onpointerdown = (event) => {
      if (event.button) return;
      this.held = true;
      this.track.setPointerCapture(event.pointerId);
      this.thumb.focus({ preventScroll: true });
      this.root.classList.add("held");
      this.follow(event);
    };
    this.track.onpointermove = (event) => { if (this.held) this.follow(event); };
    this.track.onpointerup = this.track.onpointercancel = () => { this.held = false; this.root.classList.remove("held"); this.adopt(); };
    this.thumb.onkeydown = (event) => {
      const open = this.open(), at = open.indexOf(this.value), far = this.data.page;
      const steps = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: far, PageDown: -far, Home: -1e6, End: 1e6 };
      if (!(event.key in steps)) return;
      event.preventDefault();
      this.go(open[Math.max(0, Math.min(open.length - 1, at + steps[event.key]))]);
    };
    this.typed.onchange = () => this.send({ typed: this.typed.value });
    this.typed.onkeydown = (event) => { if (event.key === "Enter") this.typed.blur(); };
  }

  open() { return this.data.stops.map((stop, place) => (stop.closed ? -1 : place)).filter((place) => place >= 0); }

  follow(event) {
    const box = this.line.getBoundingClientRect();
    const at = (event.clientX - box.left) / box.width;
    const near = (place) => Math.abs(this.data.stops[place].at - at);
    this.go(this.open().reduce((best, place) => (near(place) < near(best) ? place : best)));
  }

  go(place) {
    if (place === this.value) return;
    this.value = place;
    this.paint();
    this.send({ place });
  }

  send(change) {
    pace.send(this.data.name, (n) => { this.last = n; this.api.setStateValue("change", { ...change, n }); });
  }

  adopt() {
    if (this.held || pace.waits(this.data.name) || this.data.seen < this.last) return;
    this.value = this.data.value;
    this.paint();
    if (this.root.getRootNode().activeElement !== this.typed) this.typed.value = this.data.typed ?? "";
  }

  update(data, api) {
    this.api = api;
    this.data = data;
    this.root.dataset.look = data.look;
    if (this.label.textContent !== data.label) this.label.textContent = data.label;
    if (this.note.textContent !== (data.note ?? "")) this.note.textContent = data.note ?? "";
    this.typed.hidden = data.typed === undefined;
    this.typed.setAttribute("aria-label", data.label);
    this.typed.inputMode = "decimal";
    this.thumb.setAttribute("aria-label", data.label);
    this.thumb.setAttribute("aria-valuemin", 0);
    this.thumb.setAttribute("aria-valuemax", data.stops.length - 1);
    this.dress(this.stops, data.stops, "stop", (made, stop) => {
      made.dataset.kind = stop.kind;
      made.title = stop.text ?? "";
      made.children[0].textContent = stop.badge ?? "";
      made.children[1].textContent = stop.label ?? "";
      made.children[2].textContent = stop.under ?? "";
      made.hidden = !stop.kind;
    });
    this.dress(this.marks, data.marks ?? [], "mark", (made, mark) => {
      made.dataset.kind = mark.kind;
      made.title = mark.text;
      made.classList.toggle("swapped", mark.swapped);
      made.children[1].textContent = mark.label;
    });
    this.value ??= data.value;
    this.adopt();
    this.paint();
  }

  dress(parent, rows, name, fill) {
    const told = JSON.stringify(rows);
    if (parent.told === told) return;
    parent.told = told;
    while (parent.children.length > rows.length) parent.lastChild.remove();
    rows.forEach((row, place) => {
      let made = parent.children[place];
      if (!made) {
        made = make("div", name, parent);
        for (const part of ["dot", "name", "under"]) make("span", part, made);
      }
      made.style.left = `${row.at * 100}%`;
      made.classList.toggle("end", row.at > 0.9);
      fill(made, row);
    });
  }

  paint() {
    const stop = this.data.stops[this.value];
    if (!stop) return;
    this.thumb.style.left = this.done.style.width = `${stop.at * 100}%`;
    this.thumb.dataset.kind = stop.kind ?? "";
    this.thumb.setAttribute("aria-valuenow", this.value);
    this.thumb.setAttribute("aria-valuetext", stop.text);
    if (this.held) this.typed.value = stop.typed ?? this.typed.value;
    if (this.data.look !== "stages") return;
    [...this.stops.children].forEach((made, place) => {
      made.classList.toggle("here", place === this.value);
      made.classList.toggle("past", place < this.value);
    });
  }
}

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".rail");
  if (!root || !data) return;
  let rail = kept.get(root);
  if (!rail) kept.set(root, (rail = new Rail(root)));
  rail.update(data, { setStateValue });
}
