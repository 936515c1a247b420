// One change on its way at a time, the newest of each control next: a drag can neither starve a run nor fall behind it.
// When nothing has changed for a moment and there is more to come, the page is asked to go on.
const pace = (window.playgroundPace ??= (() => {
  const REST_MS = 350, ON_MS = 60; // after the last change; between the steps of a run that nobody disturbs
  const waiting = new Map(); // control -> how to send its newest change
  let sent = 0, busy = false, patience = null, rest = null, wake = null, has_changed = false;
  const next = () => {
    const [first] = waiting;
    if (!first) return;
    waiting.delete(first[0]);
    busy = has_changed = true;
    sent += 1;
    clearTimeout(patience);
    patience = setTimeout(free, 4000); // a run that never reports back must not lock the page
    first[1](sent);
  };
  const free = () => { clearTimeout(patience); busy = false; next(); };
  return {
    send(control, how) { clearTimeout(rest); waiting.set(control, how); if (!busy) next(); },
    waits: (control) => waiting.has(control),
    start(seen) { if (sent < seen) sent = seen; },
    wakes(how) { wake = how; },
    // A run that knows all changes up to `seen` has come; `is_waiting`: there is more to come without a change.
    arrived(seen, is_waiting) {
      if (seen >= sent) free();
      window.dispatchEvent(new CustomEvent("playground:ran", { detail: seen }));
      clearTimeout(rest);
      if (busy || !is_waiting) return;
      rest = setTimeout(() => { has_changed = false; wake?.(); }, has_changed ? REST_MS : ON_MS);
    },
  };
})());
