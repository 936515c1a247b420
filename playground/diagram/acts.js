// What can be done to the node that somebody has clicked, at the moment the clock shows.
class Acts {
  constructor(box, picture) {
    [this.box, this.picture, this.id] = [box, picture, null];
    box.onkeydown = (event) => { if (event.key === "Escape") this.close(true); };
  }

  open(id) {
    this.id = id;
    this.update();
  }

  // For the keyboard: on to what can be done.
  enter() {
    this.box.querySelector("button")?.focus();
  }

  close(back) {
    const { id } = this;
    this.id = null;
    this.update();
    if (back) this.picture.nodes.get(id)?.top.focus();
  }

  update() {
    const made = this.picture.nodes.get(this.id), { data } = this.picture;
    this.box.hidden = !made || !made.row.acts.length;
    if (this.box.hidden) return;
    const { words } = data, t_s = this.picture.clock.wanted_s;
    const shape = JSON.stringify([this.id, made.row.acts, words.kill, t_s]);
    if (this.shape !== shape) {
      this.shape = shape;
      const title = document.createElement("b");
      title.textContent = made.row.title;
      const when = document.createElement("span");
      when.textContent = t_s === null ? "" : fill(words.at_moment, { t: Math.round(t_s) });
      const buttons = made.row.acts.map((what) => {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = words[what];
        button.dataset.act = what;
        button.onclick = () => {
          this.picture.api.setTriggerValue("act", { what, node: made.row.id, at_s: t_s, n: Date.now() });
          this.close(true); // what happens is to be seen
        };
        return button;
      });
      const shut = document.createElement("button");
      shut.type = "button";
      shut.className = "shut";
      shut.textContent = "✕";
      shut.setAttribute("aria-label", words.close);
      shut.onclick = () => this.close(true);
      this.box.replaceChildren(title, when, ...buttons, shut);
      this.box.setAttribute("aria-label", made.row.title);
    }
    this.seat(made);
  }

  // Below the node, or above it where there is no room; never over the edge.
  seat(made) {
    const { picture, box } = this, [width, height] = picture.data[picture.size], [x, y, , h] = made.row[picture.size];
    const drawn = picture.svg.getBoundingClientRect(), around = picture.stage.getBoundingClientRect();
    const scale = drawn.width / width, is_below = y + h / 2 + 60 < height || y < height / 2;
    const left = drawn.left - around.left + x * scale - box.offsetWidth / 2;
    box.style.left = `${Math.max(0, Math.min(around.width - box.offsetWidth, left))}px`;
    box.style.top = `${is_below ? (y + h / 2 + 10) * scale : (y - h / 2 - 10) * scale - box.offsetHeight}px`;
  }
}
