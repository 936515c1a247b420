// One change on its way at a time, the newest of each control next: a drag can neither starve a run nor fall behind it.
const pace = (window.playgroundPace ??= (() => {
  const waiting = new Map(); // control -> how to send its newest change
  let sent = 0, busy = false, patience = null;
  const next = () => {
    const [first] = waiting;
    if (!first) return;
    waiting.delete(first[0]);
    busy = true;
    sent += 1;
    patience = setTimeout(ran, 4000); // a run that never reports back must not lock the page
    first[1](sent);
  };
  const ran = () => { clearTimeout(patience); busy = false; next(); };
  window.addEventListener("playground:ran", (event) => { if (event.detail >= sent) ran(); });
  return {
    send(control, how) { waiting.set(control, how); if (!busy) next(); },
    waits: (control) => waiting.has(control),
    start(seen) { if (sent < seen) sent = seen; },
  };
})());
