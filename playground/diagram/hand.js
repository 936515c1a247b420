// A hand on a node: a click chooses it, a drag moves it (in the wide picture; on a narrow one the page scrolls).
const FAR_PX = 4;

const handle = (picture, made, choose) => {
  const { top } = made;
  let held = null;
  top.onpointerdown = (event) => {
    if (event.button || picture.size !== "wide") return;
    const at = picture.point(event), [x, y] = made.row.wide;
    held = { dx: x - at.x, dy: y - at.y, x: event.clientX, y: event.clientY, is_moved: false };
    top.setPointerCapture(event.pointerId);
  };
  top.onpointermove = (event) => {
    if (!held) return;
    if (!held.is_moved && Math.hypot(event.clientX - held.x, event.clientY - held.y) < FAR_PX) return;
    if (!held.is_moved) picture.hurry();
    held.is_moved = true;
    top.classList.add("dragging");
    const at = picture.point(event);
    picture.move(made, at.x + held.dx, at.y + held.dy);
  };
  const leave = () => {
    top.classList.remove("dragging");
    if (held?.is_moved) picture.api.setStateValue("moved", { id: made.row.id, x: made.row.wide[0], y: made.row.wide[1], n: Date.now() });
    top.was_dragged = Boolean(held?.is_moved);
    held = null;
  };
  top.onpointerup = leave;
  top.onpointercancel = leave;
  top.onclick = () => { if (!top.was_dragged) choose(); top.was_dragged = false; };
  top.onkeydown = (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); choose(); picture.acts.enter(); } };
};
