// Which stage this is, and whether it keeps its promises. Everything shown is set by textContent.
const make = (tag, name, parent) => {
  const made = document.createElement(tag);
  if (name) made.className = name;
  parent.appendChild(made);
  return made;
};
const say = (node, text) => { if (node.textContent !== text) node.textContent = text; };

const build = (root) => {
  const left = make("div", "", root);
  make("div", "pg-kicker", left);
  make("h1", "", left);
  make("div", "pg-verdict", root);
};

const chip = (made, row) => {
  made.className = `pg-chip pg-${row.look}`;
  made.title = row.help;
  if (!made.firstChild) for (const tag of ["b", "span", "i"]) make(tag, "", made);
  [row.sign, row.text, row.limit].forEach((text, place) => say(made.children[place], text));
};

const show = (root, data) => {
  if (!root.firstChild) build(root);
  say(root.querySelector(".pg-kicker"), data.kicker);
  say(root.querySelector("h1"), data.name);
  const verdict = root.querySelector(".pg-verdict");
  while (verdict.children.length > data.chips.length + 1) verdict.lastChild.remove();
  while (verdict.children.length < data.chips.length + 1) make("span", "", verdict);
  verdict.firstChild.className = `pg-all pg-${data.look}`;
  say(verdict.firstChild, data.said);
  data.chips.forEach((row, place) => chip(verdict.children[place + 1], row));
};

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".pg-head");
  if (!root || !data) return;
  live.set("head", (newer) => show(root, newer));
  show(root, data);
}
