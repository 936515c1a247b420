// The one clock of the page: it moves the picture and the charts' cursors through the run. A moment is the end of a window or of
// several; -1 is the whole run. The server is not asked.
const SPEEDS = [1, 4, 16, 64]; // of a run of two minutes; longer ones go faster in proportion

class Clock {
  // `show(moment)` is called when the moment changes, `dress()` when buttons do.
  constructor(bar, show) {
    [this.bar, this.show_moment] = [bar, show];
    for (const name of ["back", "play", "on", "speed", "tidy"]) this[name] = bar.querySelector(`.${name}`);
    [this.range, this.out, this.marks] = [bar.querySelector("input"), bar.querySelector("output"), bar.querySelector(".marks")];
    [this.moment, this.wanted_s, this.end_s, this.factor] = [-1, null, [], SPEEDS[1]];
    this.range.oninput = () => { this.stop(); this.choose(+this.range.value); };
    this.play.onclick = () => (this.frame ? this.stop() : this.start());
    this.back.onclick = () => { this.stop(); this.choose(Math.max(-1, this.moment - 1)); };
    this.on.onclick = () => { this.stop(); this.choose(Math.min(this.last, this.moment + 1)); };
    this.speed.onclick = () => { this.factor = SPEEDS[(SPEEDS.indexOf(this.factor) + 1) % SPEEDS.length]; this.dress(); };
  }

  get last() { return this.end_s.length - 1; }
  get pace() { return this.factor * Math.max(1, Math.round((this.end_s.at(-1) ?? 0) / 120)); }
  get is_playing() { return Boolean(this.frame); }

  update(data) {
    if (!this.data || this.data.open_s !== data.open_s) this.wanted_s = data.open_s;
    [this.data, this.end_s] = [data, data.end_s];
    this.bar.hidden = this.last < 1;
    put(this.range, { min: -1, max: this.last, step: 1, "aria-label": data.words.scrub });
    if (this.last < 1) this.stop();
    this.mark();
    this.dress();
    this.show(this.wanted_s === null ? -1 : this.at(this.wanted_s));
  }

  at(t_s) {
    const found = this.end_s.findIndex((end) => end >= t_s);
    return found < 0 ? this.last : found;
  }

  start() {
    if (this.moment >= this.last) this.moment = -1;
    this.t_s = this.moment < 0 ? 0 : this.end_s[this.moment];
    let before = performance.now();
    const tick = (now) => {
      this.t_s += ((now - before) / 1000) * this.pace;
      before = now;
      const moment = this.at(this.t_s);
      if (moment !== this.moment) this.choose(moment);
      if (this.t_s >= this.end_s[this.last]) this.stop();
      else this.frame = requestAnimationFrame(tick);
    };
    this.frame = requestAnimationFrame(tick);
    this.dress();
  }

  stop() {
    cancelAnimationFrame(this.frame);
    this.frame = null;
    this.dress();
  }

  dress() {
    if (!this.data) return;
    const { words } = this.data, name = (button, said) => { button.title = said; button.setAttribute("aria-label", said); };
    name(this.play, this.frame ? words.pause : words.play);
    this.play.querySelector("path").setAttribute("d", this.frame ? "M1 0h3v10H1zM6 0h3v10H6z" : "M1.5 0 10 5 1.5 10z");
    name(this.back, words.back);
    name(this.on, words.on);
    name(this.speed, fill(words.speed, { n: this.pace }));
    name(this.tidy, words.tidy);
    this.speed.textContent = `${this.pace}×`;
  }

  // Faults as bars, decisions as ticks, over the line of time.
  mark() {
    const { marks, seconds } = this.data, shape = JSON.stringify(marks);
    if (this.marked === shape) return;
    this.marked = shape;
    this.marks.replaceChildren(...marks.map((row) => {
      const made = document.createElement("i"), share = (t_s) => Math.max(0, Math.min(100, (100 * t_s) / seconds));
      made.className = row.kind;
      made.style.left = `${share(row.start_s)}%`;
      if (row.kind === "fault") made.style.width = `${share(row.end_s) - share(row.start_s)}%`;
      made.title = row.text;
      made.onclick = () => { this.stop(); this.choose(this.at(row.start_s + 1e-6)); };
      return made;
    }));
  }

  choose(moment) {
    this.wanted_s = moment < 0 ? null : this.end_s[moment];
    this.show(moment);
  }

  go(t_s) {
    this.stop();
    this.choose(t_s === null ? -1 : this.at(t_s));
  }

  show(moment) {
    const { words } = this.data;
    this.moment = Math.min(moment, this.last);
    const t_s = this.moment < 0 ? null : this.end_s[this.moment];
    this.range.value = this.moment;
    const said = t_s === null ? words.whole_run : fill(words.moment, { t: Math.round(t_s) });
    this.out.textContent = said;
    this.range.setAttribute("aria-valuetext", said);
    this.show_moment(this.moment, t_s);
    window.playgroundMoment = t_s; // for charts that come later
    window.dispatchEvent(new CustomEvent("playground:moment", { detail: t_s }));
  }
}
