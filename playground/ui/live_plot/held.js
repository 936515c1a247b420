// While a hand holds a control, a chart's axes hold still as long as they can, so that one drag is seen at one scale: they
// grow, and shrink only when less than a fifth of them is used. They fit again when the hand rests. And where nothing but
// numbers has changed, plotly moves the lines instead of drawing the chart again: it does so for a figure with a
// `transition`, and takes half the time. So lines that the newest result has not got stay, with nothing on them.
const LEAST = 0.2;
const is_whole = (value) => Math.abs(value - Math.round(value)) < 1e-9;

// Labels of both, and powers of ten only where there are more than three of them.
const ticks = (axis, was, range) => {
  if (!axis.tickvals || !was.tickvals) return {};
  const told = new Map([was, axis].flatMap((one) => one.tickvals.map((value, place) => [value, one.ticktext?.[place]])));
  const all = [...told].sort(([a], [b]) => a - b);
  const kept = axis.type === "log" && range[1] - range[0] > 3 ? all.filter(([value]) => is_whole(Math.log10(value))) : all;
  return { tickvals: kept.map(([value]) => value), ...(axis.ticktext && { ticktext: kept.map(([, text]) => text) }) };
};

const steady = (axis, was) => {
  if (!axis?.range || !was?.range || axis.type !== was.type) return axis;
  const range = [Math.min(axis.range[0], was.range[0]), Math.max(axis.range[1], was.range[1])];
  const used = (axis.range[1] - axis.range[0]) / (range[1] - range[0]);
  if (used === 1 || used < LEAST) return axis;
  return { ...axis, range, ...ticks(axis, was, range) };
};

const emptied = (row) => (row.type === "bar" ? { ...row, x: row.y.map(() => 0) } : { ...row, x: [null], y: [null] });
const steady_rows = (rows, was) => {
  const given = new Set(rows.map(({ uid }) => uid)), all = [...rows];
  was.forEach((row, place) => given.has(row.uid) || all.splice(place, 0, emptied(row)));
  return all;
};

// All of a figure but its numbers.
const frame_of = (rows, layout) => JSON.stringify([rows.map(({ x, y, ...rest }) => rest), layout]);

class Held {
  // The lines and the layout with which a figure is to be drawn.
  figure(rows, layout, is_held) {
    const all = is_held && this.rows ? steady_rows(rows, this.rows) : rows, full = { ...layout };
    if (is_held && this.last) for (const name in full) if (/^[xy]axis/.test(name)) full[name] = steady(layout[name], this.last[name]);
    const frame = frame_of(all, full), is_same = is_held && frame === this.frame;
    [this.rows, this.last, this.frame] = [all, JSON.parse(frame)[1], frame]; // a copy: plotly writes into what it is given
    return [all, is_same ? { ...full, transition: { duration: 0 } } : full];
  }
}
