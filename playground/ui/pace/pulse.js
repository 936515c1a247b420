// The end of a run: tells the controls that the next change may go, and the browser which language the page is in.
export default function ({ data }) {
  document.documentElement.lang = data.language;
  document.documentElement.dataset.waiting = data.is_waiting; // is there more to come without a change?
  pace.start(data.seen);
  requestAnimationFrame(() => window.dispatchEvent(new CustomEvent("playground:ran", { detail: data.seen })));
}
