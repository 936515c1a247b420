// A run while a control is held: one message, handed to the parts that show it. The next change may go before they have
// drawn, so that the server computes meanwhile; a newer message cannot be handled before this one has been.
export default function ({ data }) {
  if (!data?.parts) return; // the page itself was run, and has told every part
  document.documentElement.dataset.waiting = true; // the rest of the page follows when the hand rests
  document.documentElement.dataset.stamp = data.stamp;
  pace.arrived(data.seen, true);
  for (const [name, part] of Object.entries(data.parts)) live.get(name)?.(part);
}
