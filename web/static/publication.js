// Boxes drawn on a photo with the pointer stand in the same fields that are filled in without scripts.
"use strict";

const WHOLE = 1000;
const SVG = "http://www.w3.org/2000/svg";

const readBox = (text) => {
  const parts = text.trim().split(/\s*[; ]\s*/).map((one) => Math.round(Number(one.replace(",", ".")) * 10));
  return parts.length === 4 && parts.every((one) => Number.isFinite(one) && one >= 0) && parts[2] > 0 && parts[3] > 0 ? parts : null;
};
const writeBox = (box) => box.map((one) => (one / 10).toFixed(1)).join(" ");

const drawing = (frame) => {
  const list = document.getElementById(`${frame.dataset.photo}-boxes`);
  const svg = frame.querySelector("svg");
  const fields = () => [...list.querySelectorAll("input")];

  const draw = () => {
    for (const old of svg.querySelectorAll("rect")) old.remove();
    for (const field of fields()) {
      const box = readBox(field.value);
      if (!box) continue;
      const rect = document.createElementNS(SVG, "rect");
      for (const [name, value] of [["x", box[0]], ["y", box[1]], ["width", box[2]], ["height", box[3]]]) rect.setAttribute(name, value);
      rect.dataset.field = field.id;
      svg.append(rect);
    }
  };
  const free = () => {
    const empty = fields().find((one) => one.value.trim() === "");
    if (empty) return empty;
    const row = list.lastElementChild.cloneNode(true);
    const number = fields().length + 1;
    row.querySelector("input").id = `${frame.dataset.photo}-${number}`;
    row.querySelector("label").setAttribute("for", `${frame.dataset.photo}-${number}`);
    row.querySelector("label").textContent = row.querySelector("label").textContent.replace(/\d+/, String(number));
    row.querySelector("input").value = "";
    list.append(row);
    return row.querySelector("input");
  };
  const spot = (event) => {
    const box = frame.getBoundingClientRect();
    return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height].map((one) => Math.round(Math.min(1, Math.max(0, one)) * WHOLE));
  };

  let start = null;
  let rect = null;
  frame.classList.add("live");
  frame.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    if (event.target.dataset && event.target.dataset.field) {
      document.getElementById(event.target.dataset.field).value = "";
      draw();
      return;
    }
    start = spot(event);
    rect = document.createElementNS(SVG, "rect");
    svg.append(rect);
    frame.setPointerCapture(event.pointerId);
  });
  const between = (event) => {
    const end = spot(event);
    return [Math.min(start[0], end[0]), Math.min(start[1], end[1]), Math.abs(start[0] - end[0]), Math.abs(start[1] - end[1])];
  };
  frame.addEventListener("pointermove", (event) => {
    if (!start) return;
    const box = between(event);
    for (const [name, value] of [["x", box[0]], ["y", box[1]], ["width", box[2]], ["height", box[3]]]) rect.setAttribute(name, value);
  });
  const finish = (event) => {
    if (!start) return;
    const box = between(event);
    start = null;
    if (box[2] >= 8 && box[3] >= 8) free().value = writeBox(box);
    draw();
  };
  frame.addEventListener("pointerup", finish);
  frame.addEventListener("pointercancel", () => { start = null; draw(); });
  list.addEventListener("input", draw);
  draw();
};

for (const frame of document.querySelectorAll("[data-photo]")) drawing(frame);
for (const hint of document.querySelectorAll(".needs-drawing")) hint.hidden = false;
