// A row of numbers that change in place. Everything shown is set by textContent.
const ACROSS = 8; // more of them stand in two rows

const make = (tag, name, parent) => {
  const made = document.createElement(tag);
  made.className = name;
  parent.appendChild(made);
  return made;
};

const build = (parent) => {
  const tile = make("div", "tile", parent);
  make("div", "label", tile);
  const row = make("div", "row", tile);
  make("span", "value", row);
  make("span", "unit", row);
  make("div", "sub", tile);
  make("div", "change", tile);
  return tile;
};

const show = (root, said, data) => {
  if (said.textContent !== data.said) said.textContent = data.said;
  root.setAttribute("aria-label", data.label);
  const count = data.tiles.length, across = count > ACROSS ? Math.ceil(count / 2) : count;
  root.style.setProperty("--tiles", across);
  root.dataset.rest = count % across;
  while (root.children.length > data.tiles.length) root.lastChild.remove();
  data.tiles.forEach((row, place) => {
    const tile = root.children[place] ?? build(root);
    tile.dataset.tile = row.name;
    tile.dataset.tone = row.tone ?? "";
    tile.title = row.help ?? "";
    for (const part of ["label", "value", "unit", "sub", "change"]) {
      const made = tile.querySelector(`.${part}`), text = row[part] ?? "";
      if (made.textContent !== text) made.textContent = text;
    }
    tile.querySelector(".change").dataset.tone = row.change_tone ?? "";
  });
};

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".tiles"), said = parentElement.querySelector(".said");
  if (!root || !data) return;
  live.set("tiles", (newer) => show(root, said, newer));
  show(root, said, data);
}
