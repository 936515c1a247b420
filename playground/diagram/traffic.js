// Requests on their way: dots on a canvas behind the nodes. How many there are grows with the logarithm of the rate on a link; those
// that fail are crosses of another colour. Where a dot is follows from the time alone, so nothing is kept or thrown away.
const MOST_DOTS = 420, CROSSING_MS = 1500, FRAME_MS = 30;

class Traffic {
  constructor(canvas, root) {
    [this.canvas, this.root, this.links] = [canvas, root, []];
    this.pen = canvas.getContext("2d");
    this.still = matchMedia("(prefers-reduced-motion: reduce)");
    this.sight = new IntersectionObserver(([seen]) => { this.in_sight = seen.isIntersecting; this.wake(); });
    this.sight.observe(canvas);
    this.tick = this.tick.bind(this);
    this.frames = 0;
  }

  // The size of the picture in its own units and on the screen.
  size(width, height, wide_px) {
    const ratio = Math.min(2, window.devicePixelRatio || 1), scale = wide_px / width;
    [this.canvas.width, this.canvas.height] = [Math.round(width * scale * ratio), Math.round(height * scale * ratio)];
    this.canvas.style.width = `${width * scale}px`;
    this.canvas.style.height = `${height * scale}px`;
    this.scale = scale * ratio;
    this.wake();
  }

  // links: [{curve, rps, failing (a share)}]
  update(links) {
    const busy = links.filter((link) => link.rps > 0);
    // few links: as many dots as their rate has digits, about; many: what is rarely used has a dot now and then
    const all_rps = busy.reduce((sum, link) => sum + link.rps, 0);
    const wanted = busy.map((link) => Math.min(1 + 1.6 * Math.log10(1 + link.rps), (MOST_DOTS * link.rps) / all_rps));
    // where links are too many for a dot each, every dot serves several: some links have one, others none
    this.links = busy.flatMap((link, place) => {
      const offset = (place * 0.618) % 1, count = Math.floor(wanted[place] + offset);
      return count ? [{ ...link, count, offset }] : [];
    });
    this.wake();
  }

  colours() {
    const style = getComputedStyle(this.root), css = (name) => style.getPropertyValue(name).trim();
    this.good = css("--st-blue-color") || "#1c83e1";
    this.bad = css("--st-red-color") || "#d55e00";
  }

  hold(ms) { this.held_until = performance.now() + ms; }

  wake() {
    if (!this.frame && this.in_sight !== false) this.frame = requestAnimationFrame(this.tick);
  }

  tick(now) {
    this.frame = null;
    if (!this.in_sight || !this.scale) return;
    if (now >= (this.held_until ?? 0) && now - (this.drawn_at ?? 0) >= FRAME_MS - 4) {
      this.drawn_at = now;
      this.draw(this.still.matches ? 700 : now);
    }
    if (!this.still.matches && this.links.length) this.wake();
  }

  draw(now) {
    const { pen, scale } = this;
    if (!(this.frames++ % 40)) this.colours();
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, this.canvas.width, this.canvas.height);
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    const good = new Path2D(), bad = new Path2D();
    for (const link of this.links) {
      for (let dot = 0; dot < link.count; dot += 1) {
        const way = now / CROSSING_MS + link.offset + dot / link.count, lap = Math.floor(way), share = way - lap;
        const fails = link.failing > 0 && ((lap * 0.7548 + dot * 0.5698 + link.offset) % 1) < link.failing;
        const [x, y] = Traffic.along(link.curve, share);
        if (fails) { bad.moveTo(x - 3, y - 3); bad.lineTo(x + 3, y + 3); bad.moveTo(x + 3, y - 3); bad.lineTo(x - 3, y + 3); }
        else { good.moveTo(x + 2.4, y); good.arc(x, y, 2.4, 0, 7); }
      }
    }
    pen.fillStyle = this.good;
    pen.fill(good);
    [pen.strokeStyle, pen.lineWidth, pen.lineCap] = [this.bad, 1.8, "round"];
    pen.stroke(bad);
    this.canvas.dataset.frames = this.frames;
  }

  // A point of a cubic Bezier curve [x, y] * 4.
  static along(c, t) {
    const u = 1 - t, a = u * u * u, b = 3 * u * u * t, d = 3 * u * t * t, e = t * t * t;
    return [a * c[0] + b * c[2] + d * c[4] + e * c[6], a * c[1] + b * c[3] + d * c[5] + e * c[7]];
  }

  destroy() {
    cancelAnimationFrame(this.frame);
    this.sight.disconnect();
  }
}

// Who asks whom, once per picture.
const wiring = (links) => {
  const asked = new Map(), peers = new Map();
  for (const [from, to] of links) {
    asked.set(to, (asked.get(to) ?? 0) + 1);
    if (!peers.has(from)) peers.set(from, []);
    peers.get(from).push(to);
  }
  return { asked, peers };
};
const mean = (values) => (values.length ? values.reduce((sum, value) => sum + value, 0) / values.length : 0);

// What flows over every link at a moment: what a node works on comes from all that ask it, in equal parts; what users send and what
// fails is known as a whole. A node that is dead and still believed healthy gets its part, and all of it fails.
const flowing = (data, nodes, edges, { asked, peers }, at) => {
  const value = (values) => (at < 0 ? mean(values.filter((one) => one > 0)) : pick(values, at) ?? 0);
  const sent = value(data.sent_rps), failed = Math.min(1, sent > 0 ? value(data.failed_rps) / sent : 0);
  const known = new Map([["users", sent], ["monitor", 0]]);
  const is_lost = ({ row }) => at >= 0 && "ds".includes(pick(row.state, at) ?? "u");
  const rate = (id) => { // what is not measured passes on what comes behind it
    if (!known.has(id)) {
      known.set(id, 0); // a ring ends here
      const { row } = nodes.get(id);
      known.set(id, row.rps.length ? value(row.rps) : (peers.get(id) ?? []).reduce((sum, to) => sum + rate(to) / asked.get(to), 0));
    }
    return known.get(id);
  };
  return edges.map(({ row: [from, to], curve }) => {
    const end = nodes.get(to), lost = is_lost(end);
    if (lost && (pick(end.row.trusted, at) ?? "1") === "1") {
      const others = peers.get(from).filter((id) => !is_lost(nodes.get(id))).map((id) => rate(id) / asked.get(id));
      return { curve, rps: mean(others), failing: 1 };
    }
    return { curve, rps: lost ? 0 : rate(to) / asked.get(to), failing: from === "users" ? failed : 0 };
  });
};
