// One request on its way, in slow motion: a few seconds for what took milliseconds.
const LEG_MS = 550, LEAST_MS = 4000, MOST_MS = 14000;

class Follow {
  // `button` asks for the next request; `place` gives a node's middle; `tell` gets a line of words.
  constructor(button, picture) {
    [this.button, this.picture, this.rows, this.wants] = [button, picture, null, false];
    this.dot = el("g", { class: "request", "aria-hidden": "true" }, picture.svg);
    this.trail = el("path", { class: "trail" }, this.dot);
    this.ring = el("circle", { r: 9, class: "ring" }, this.dot);
    this.core = el("circle", { r: 4.5, class: "core" }, this.dot);
    button.onclick = () => this.next();
  }

  get is_on() { return Boolean(this.row); }

  update(data) {
    this.button.textContent = data.words.follow;
    this.button.hidden = data.can_follow !== true;
    if (this.rows && this.stamp !== data.stamp) this.stop();
    this.rows = data.requests ?? (this.stamp === data.stamp ? this.rows : null); // told once
    this.stamp = data.stamp;
    if (this.wants && this.rows) this.next();
  }

  // The first that is born after the moment that the clock shows; after the last the first again.
  next() {
    const { picture } = this;
    if (!this.rows) {
      this.wants = true;
      picture.said.textContent = picture.data.words.follow_wait;
      picture.api.setTriggerValue("follow", Date.now());
      return;
    }
    this.wants = false;
    if (!this.rows.length) return;
    picture.clock.stop();
    const since = this.row ? this.row.born_s : picture.clock.wanted_s ?? -1;
    const found = this.rows.find((row) => row.born_s > since && row !== this.row) ?? this.rows[0];
    picture.clock.go(found.born_s);
    this.begin(found);
  }

  begin(row) {
    this.row = row;
    this.dot.classList.add("on");
    this.dot.classList.toggle("bad", !row.is_served);
    this.takes_ms = Math.max(LEAST_MS, Math.min(MOST_MS, LEG_MS * row.legs.length));
    this.picture.root.classList.add("following");
    const start = performance.now();
    cancelAnimationFrame(this.frame);
    const tick = (now) => {
      const share = this.still() ? 1 : Math.min(1, (now - start) / this.takes_ms);
      this.show(share);
      this.frame = share < 1 ? requestAnimationFrame(tick) : null;
    };
    this.frame = requestAnimationFrame(tick);
  }

  still() { return this.picture.traffic.still.matches; }

  // Half of the time goes evenly over the legs, so that short ones are seen; the other half as the request's own did.
  show(share) {
    const { row, picture } = this, legs = row.legs, whole = row.end_s - row.born_s || 1e-9;
    const shown = (t_s, count) => 0.5 * ((t_s - row.born_s) / whole) + 0.5 * (count / Math.max(1, legs.length));
    let at = "users", xy = picture.middle("users"), now_s = row.end_s;
    for (let place = 0; place <= legs.length; place += 1) {
      const leg = legs[place], from = leg ? shown(leg[0], place) : 1, upto = leg ? shown(leg[1], place + 1) : 1;
      if (share < from || !leg) { // it waits or is worked on
        const before = place ? shown(legs[place - 1][1], place) : 0, since = place ? legs[place - 1][1] : row.born_s;
        now_s = since + ((leg ? leg[0] : row.end_s) - since) * Math.min(1, (share - before) / Math.max(1e-9, from - before));
        if (place) [at, xy] = [legs[place - 1][3], picture.middle(legs[place - 1][3])];
        break;
      }
      if (share < upto) {
        const part = (share - from) / Math.max(1e-9, upto - from), [a, b] = [picture.middle(leg[2]), picture.middle(leg[3])];
        [at, xy, now_s] = [leg[3], [a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part], leg[0] + (leg[1] - leg[0]) * part];
        break;
      }
    }
    put(this.ring, { cx: xy[0], cy: xy[1] });
    put(this.core, { cx: xy[0], cy: xy[1] });
    const passed = legs.filter((leg, place) => shown(leg[1], place + 1) <= share);
    const line = [picture.middle("users"), ...passed.map((leg) => picture.middle(leg[3])), xy];
    this.trail.setAttribute("d", `M${line.map((point) => point.join(",")).join(" L")}`);
    const { words } = picture.data, ms = 1000 * ((share < 1 ? now_s : row.end_s) - row.born_s), told = ms >= 100 ? Math.round(ms) : ms.toFixed(1);
    const title = picture.nodes.get(at)?.row.title ?? "";
    picture.said.textContent = share < 1 ? fill(words.on_way, { number: row.number, ms: told, node: title }) : fill(words.over, { number: row.number, ms: told, outcome: row.outcome });
    picture.said.classList.toggle("bad", share >= 1 && !row.is_served);
    picture.root.dataset.request = share < 1 ? "" : row.number;
  }

  stop() {
    cancelAnimationFrame(this.frame);
    [this.row, this.frame] = [null, null];
    this.dot.classList.remove("on");
    this.picture.root.classList.remove("following");
  }
}
