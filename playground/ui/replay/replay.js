// The page of a replay: the components of the app, given once what the app gave them.
const given = JSON.parse(document.getElementById("data").textContent);
const say = (node, text) => { node.textContent = text; return node; };
const make_in = (parent, tag, name = "") => { const made = document.createElement(tag); made.className = name; parent.appendChild(made); return made; };

say(document.querySelector(".kicker"), given.head.kicker);
say(document.querySelector("h1"), given.head.name);
for (const chip of given.head.chips) say(make_in(document.querySelector(".chips"), "span", chip.look), `${chip.sign} ${chip.text} · ${chip.limit}`);

const main = document.querySelector("main"), nothing = () => {};
// As on the app's page: picture and numbers have styles of their own, charts those of the page.
const mount = (component, part, data, name) => {
  const place = make_in(main, "section", name), parentElement = styles[part] ? place.attachShadow({ mode: "open" }) : place;
  parentElement.innerHTML = htmls[part]; // the component's own, from its file
  if (styles[part]) say(make_in(parentElement, "style"), styles[part]);
  component({ data, parentElement, setStateValue: nothing, setTriggerValue: nothing });
};
mount(tiles, "tiles", given.tiles, "numbers");
mount(scene, "scene", given.scene, "picture");
for (const row of given.charts) mount(chart, "chart", row, "chart");

const article = document.querySelector("article");
for (const [heading, text] of given.sections) {
  const part = make_in(article, "section");
  say(make_in(part, "h2"), heading);
  for (const block of text.split(/\n\n+/)) {
    const lines = block.split("\n");
    if (lines.every((line) => line.startsWith("- "))) {
      const list = make_in(part, "ul");
      for (const line of lines) say(make_in(list, "li"), line.slice(2));
    } else say(make_in(part, "p"), lines.join(" "));
  }
}
const link = document.querySelector("footer a");
if (/^https?:\/\//.test(given.address)) { link.href = given.address; say(link, given.opened); }
