// A Plotly figure that is changed in place (Plotly.react) and never built again, so nothing blanks or jumps.
// The script is that of the installed plotly. Colours come from the page's theme.
const FOLDER = "component/playground.ui.live_plot.plotly_js";

// For every line plotly goes through all that a line could have, to find which of it are arrays: a quarter of the time of a
// change. Going through what our lines do have finds the same.
const spare = (plotly) => {
  const schema = plotly.PlotSchema;
  if (typeof schema?.findArrayAttributes !== "function") return;
  const arrays = (row, path) => Object.entries(row).flatMap(([name, value]) => {
    if (name.startsWith("_")) return [];
    if (Array.isArray(value) || ArrayBuffer.isView(value)) return [path + name];
    return value && Object.getPrototypeOf(value) === Object.prototype ? arrays(value, `${path}${name}.`) : [];
  });
  schema.findArrayAttributes = (row) => arrays(row, "");
};
const load = () => (window.playgroundPlotly ??= new Promise((done, failed) => {
  if (window.Plotly?.react) return done(window.Plotly);
  const own = document.querySelector('script[src*="static/js/"]');
  const base = own ? own.src.replace(/static\/js\/.*$/, "") : new URL("./", document.baseURI).href;
  const script = document.createElement("script");
  script.src = `${base}${FOLDER}/plotly.min.js`;
  script.onload = () => { spare(window.Plotly); done(window.Plotly); };
  script.onerror = () => { window.playgroundPlotly = null; failed(new Error("plotly could not be loaded")); };
  document.head.appendChild(script);
}));
const kept = new WeakMap();

// Colours and font of the page. Asking makes the browser work out all styles at once, so the answer serves for a moment.
let look = null;
const theme = (node) => {
  if (look && performance.now() - look.at < 300) return look;
  const style = getComputedStyle(node), css = (name) => style.getPropertyValue(name).trim();
  const [r, g, b] = style.color.match(/[\d.]+/g);
  const line = `rgba(${r},${g},${b},0.11)`; // the text's colour, nearly gone
  const colours = css("--st-chart-categorical-colors").split(",");
  return (look = { text: css("--st-text-color"), line, paper: css("--st-background-color"), font: css("--st-font"), colours, at: performance.now() });
};

const themed = (node, layout, height) => {
  const { text, line, paper, font, colours } = theme(node);
  const axis = { gridcolor: line, linecolor: line, tickcolor: line, zeroline: false, automargin: true };
  const full = {
    ...layout, height, autosize: true, showlegend: false, margin: { ...layout.margin, t: 8 }, paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: font, color: text, size: 12, ...layout.font },
    colorway: layout.colorway ?? colours,
    hoverlabel: { bgcolor: paper, bordercolor: line, font: { color: text, family: font }, ...layout.hoverlabel },
    uirevision: layout.uirevision ?? "keep",
  };
  for (const name of new Set([...Object.keys(layout).filter((key) => /^[xy]axis/.test(key)), "xaxis", "yaxis"])) full[name] = { ...axis, ...layout[name] };
  return full;
};

// Charts are drawn in a task of their own, all in one frame, so that the pointer is heard before it; each draws the newest
// that it has been given.
const queue = (window.playgroundPlots ??= new Set());
const work = async () => {
  const plots = [...queue];
  queue.clear();
  await Promise.all(plots.map((plot) => plot.draw())); // one that fails does not keep the others back
};
const draw_soon = (plot) => {
  if (!queue.size) setTimeout(work);
  queue.add(plot);
};

class Plot {
  constructor(root) {
    this.root = root;
    this.graph = root.querySelector(".graph");
    [this.cursor, this.later] = [root.querySelector(".cursor"), root.querySelector(".later")];
    this.held = new Held();
    [this.title, this.canvas] = [root.querySelector("h2"), root.querySelector(".canvas")];
    this.legend = new Legend(root.querySelector(".legend"), () => { this.drawn = null; draw_soon(this); });
    this.at_s = window.playgroundMoment;
    this.moved = (event) => { this.at_s = event.detail; this.point(); };
    window.addEventListener("playground:moment", this.moved);
    this.rest = () => this.wanted?.is_held && this.update(this.wanted.data, false); // the page tells nothing to a chart that it left as it is
    window.addEventListener("playground:rest", this.rest);
    this.sight = new IntersectionObserver((seen) => {
      this.in_sight = seen.at(-1).isIntersecting;
      if (this.in_sight && this.wanted && this.drawn !== this.wanted) draw_soon(this);
    });
    this.sight.observe(root);
  }

  // What is in sight is drawn at once, the rest a moment later, when tiles and picture are on the screen; while a hand holds
  // a control, only when it comes into sight.
  update(data, is_held) {
    this.wanted = { data, is_held };
    this.graph.style.height = `${data.height}px`;
    if (this.title.textContent !== data.label) this.title.textContent = data.label;
    if (this.in_sight) draw_soon(this);
    else if (!is_held) this.soon ??= setTimeout(() => draw_soon(this), 50);
  }

  async draw() {
    const plotly = await load(), { wanted } = this, { data, is_held } = wanted;
    clearTimeout(this.soon);
    this.soon = null;
    if (this.is_gone || this.drawn === wanted) return;
    this.legend.update(data.figure.data);
    const lines = this.legend.shown(data.figure.data), themes = themed(this.root, data.figure.layout ?? {}, data.height);
    const [rows, layout] = this.held.figure(lines, themes, is_held);
    await plotly.react(this.graph, rows, layout, { displayModeBar: false, responsive: true });
    if (!this.watched) { this.watched = true; this.graph.on("plotly_afterplot", () => this.point()); }
    this.drawn = wanted;
    this.root.dataset.drawn = data.stamp;
    this.canvas.setAttribute("aria-label", data.label);
    this.point();
  }

  // Lays the moment that is looked at, and what is not known yet, over the chart.
  point() {
    const axis = this.graph._fullLayout?.xaxis, { at_s } = this, { has_cursor, later } = this.wanted?.data ?? {};
    const has = has_cursor && axis, [from_s, to_s, said] = later ?? [];
    this.lay(this.cursor, has && at_s != null && at_s >= axis.range[0] && at_s <= axis.range[1] ? [at_s, at_s] : null);
    this.lay(this.later, has && said ? [from_s, to_s] : null);
    if (said) this.later.firstChild.textContent = said;
  }

  lay(over, span_s) {
    over.hidden = !span_s;
    if (!span_s) return;
    const { xaxis, _size } = this.graph._fullLayout, [left, right] = span_s.map((s) => xaxis._offset + xaxis.l2p(s));
    over.style.cssText = `left:${left}px;width:${right - left}px;top:${_size.t}px;height:${_size.h}px`;
  }

  destroy() {
    window.removeEventListener("playground:moment", this.moved);
    window.removeEventListener("playground:rest", this.rest);
    this.is_gone = true;
    this.sight.disconnect();
    clearTimeout(this.soon);
    window.Plotly?.purge(this.graph);
  }
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".live-plot");
  if (!root || !data) return;
  let plot = kept.get(root);
  if (!plot) kept.set(root, (plot = new Plot(root)));
  live.set(data.name, (newer) => plot.update(newer, true));
  plot.update(data, false);
  return () => { plot.destroy(); kept.delete(root); };
}
