// What all files of the picture draw with. Everything shown is set by textContent.
const NS = "http://www.w3.org/2000/svg";
const ICONS = {
  users: "M5.5 7a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM1 14c0-3 2-4.5 4.5-4.5S10 11 10 14M10.5 2.3a2.4 2.4 0 0 1 0 4.5M12 9.8c1.9.6 3 2 3 4.2",
  entry: "M1 8h14M4.5 4.5 1 8l3.5 3.5M11.5 4.5 15 8l-3.5 3.5",
  balancer: "M8 1.5v4M8 5.5 3 10.5M8 5.5l5 5M8 5.5v5M1.5 10.5h3v3h-3zM6.5 10.5h3v3h-3zM11.5 10.5h3v3h-3z",
  web: "M2 2.5h12v4.5H2zM2 9h12v4.5H2zM4.5 4.75h.01M4.5 11.250h.01M7.5 4.75h4M7.5 11.250h4",
  database: "M2.5 4c0-1.2 2.5-2 5.5-2s5.5.8 5.5 2-2.5 2-5.5 2-5.5-.8-5.5-2zM2.5 4v8c0 1.2 2.5 2 5.5 2s5.5-.8 5.5-2V4M2.5 8c0 1.2 2.5 2 5.5 2s5.5-.8 5.5-2",
  external: "M4.5 12.5a3 3 0 0 1-.4-6 4 4 0 0 1 7.8-.6 3.3 3.3 0 0 1-.4 6.6z",
};
ICONS.box = ICONS.web;
ICONS.replica = ICONS.database;
ICONS.monitor = "M1 8h3l2-5 3.500 10 2-5h3.500";

const el = (tag, attributes, parent) => {
  const made = document.createElementNS(NS, tag);
  for (const name in attributes) made.setAttribute(name, attributes[name]);
  parent?.appendChild(made);
  return made;
};
const put = (node, attributes) => { for (const name in attributes) node.setAttribute(name, attributes[name]); };
const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);

// 165 (calm) up to half busy, 45 (amber) at three quarters, 5 (red) from 95 % on.
const hue = (busy) => {
  const u = Math.max(0, Math.min(1, busy / 100));
  if (u <= 0.5) return 165;
  if (u <= 0.75) return 165 - (120 * (u - 0.5)) / 0.25;
  return 45 - 40 * Math.min(1, (u - 0.75) / 0.2);
};
const short = (count) => (count >= 1e6 ? `${(count / 1e6).toFixed(1)}M` : count >= 1e4 ? `${Math.round(count / 1e3)}k` : count >= 1e3 ? `${(count / 1e3).toFixed(1)}k` : `${Math.round(count)}`);
const pick = (values, at) => (values.length === 1 ? values[0] : values[at]); // one value stands for all moments
const broad = (text, latin) => [...text].reduce((sum, letter) => sum + (letter > "\u1100" ? 1.75 * latin : latin), 0); // about so many units
