// The end of a run of the page: tells the controls that the next change may go, and the browser which language it is in.
export default function ({ data, setTriggerValue }) {
  document.documentElement.lang = data.language;
  document.documentElement.dataset.waiting = data.is_waiting; // is there more to come without a change?
  document.documentElement.dataset.stamp = data.stamp; // what the charts show once they are drawn
  const ground = getComputedStyle(document.querySelector("[data-testid=stApp]") ?? document.body).backgroundColor;
  document.documentElement.style.setProperty("--pg-ground", ground); // for what lies above the page
  pace.start(data.seen);
  pace.wakes(() => setTriggerValue("rest", Date.now()));
  window.dispatchEvent(new Event("playground:rest")); // the page as a whole was run: nobody holds anything
  requestAnimationFrame(() => pace.arrived(data.seen, data.is_waiting));
}
