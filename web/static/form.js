// What a form does where scripts run: questions that are not asked are not shown, the position of the phone, pointing at the map, printing.
// Without it everything works: the server asks again what it needs.
"use strict";

const answersOf = (form, name) =>
  [...form.elements]
    .filter((one) => one.name === name && !one.disabled && (!["radio", "checkbox"].includes(one.type) || one.checked))
    .map((one) => one.value);

const showFields = (form) => {
  for (const field of form.querySelectorAll("[data-when]")) {
    const wanted = JSON.parse(field.dataset.values);
    const isAsked = answersOf(form, field.dataset.when).some((value) => wanted.includes(value));
    field.hidden = !isAsked;
    for (const note of field.querySelectorAll(".when")) note.hidden = true;
    // What is not asked is not sent either; what was typed is there again when it is.
    for (const one of field.querySelectorAll("input, textarea, select")) one.disabled = !isAsked;
  }
};

// The two fields of a position say it to the server; whoever looks at the map is told by an event.
const setPosition = (id, lat, lon) => {
  document.getElementById(id).value = lat.toFixed(6);
  document.getElementById(`${id}-lon`).value = lon.toFixed(6);
};

const positionOf = (id) => {
  const [lat, lon] = [id, `${id}-lon`].map((name) => document.getElementById(name).value.trim().replace(",", "."));
  return lat !== "" && lon !== "" && Math.abs(lat) <= 85 && Math.abs(lon) <= 180 ? [Number(lat), Number(lon)] : null;
};

const locate = (button) => {
  button.disabled = true;
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      setPosition(button.dataset.locate, coords.latitude, coords.longitude);
      document.getElementById(button.dataset.locate).dispatchEvent(new Event("change", { bubbles: true }));
      button.disabled = false;
    },
    () => {
      button.textContent = button.dataset.failed;
    },
    { enableHighAccuracy: true, timeout: 15000 },
  );
};

// A map is a picture of the server's. A click, or the arrow keys, point at a place; the server draws it again and says what is near.
const TILE = 256;
const WORDS = { "+": "in", "-": "out", "−": "out" };
const STEPS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

const mapOf = (map) => {
  const id = map.dataset.map;
  const view = map.querySelector(".map-picture");
  const picture = () => view.querySelector("svg");
  let waiting = 0;

  const world = () => TILE * 2 ** Number(picture().dataset.zoom);
  const spotOf = ([lat, lon]) => {
    const y = (1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2;
    return [((lon + 180) / 360) * world() - Number(picture().dataset.left), y * world() - Number(picture().dataset.top)];
  };
  const placeOf = ([x, y]) => {
    const [east, south] = [(x + Number(picture().dataset.left)) / world(), (y + Number(picture().dataset.top)) / world()];
    return [(Math.atan(Math.sinh(Math.PI * (1 - 2 * south))) * 180) / Math.PI, east * 360 - 180];
  };
  const shown = () => {
    const box = picture().getBoundingClientRect();
    const toPicture = picture().getScreenCTM().inverse();
    const [start, end] = [new DOMPoint(box.left, box.top), new DOMPoint(box.right, box.bottom)].map((one) => one.matrixTransform(toPicture));
    return { left: start.x, top: start.y, right: end.x, bottom: end.y };
  };
  const ask = (at) => {
    const name = encodeURIComponent(map.dataset.name);
    const values = [id, `${id}-lon`].map((one) => `${name}=${encodeURIComponent(document.getElementById(one).value)}`).join("&");
    htmx.ajax("GET", `${map.dataset.url}&at=${at}&${values}`, { target: view, swap: "innerHTML" });
  };
  const again = (isFar) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      const centre = isFar ? positionOf(id) : placeOf([320, 200]);
      if (centre) ask(`${centre[0].toFixed(6)},${centre[1].toFixed(6)},${picture().dataset.zoom}`);
    }, 250);
  };
  const point = (spot) => {
    const [lat, lon] = placeOf(spot);
    if (Math.abs(lat) > 85 || Math.abs(lon) > 180) return;
    setPosition(id, lat, lon);
    const marker = picture().querySelector(".marker");
    marker.classList.remove("none");
    marker.setAttribute("transform", `translate(${spot[0]} ${spot[1]})`);
    const box = shown();
    again(spot[0] < box.left + 20 || spot[0] > box.right - 20 || spot[1] < box.top + 20 || spot[1] > box.bottom - 20);
  };

  map.classList.add("live");
  view.tabIndex = 0;
  view.setAttribute("role", "application");
  for (const one of map.querySelectorAll(".needs-script")) one.hidden = false;
  view.addEventListener("click", (event) => {
    if (!event.target.closest("svg")) return;
    const spot = new DOMPoint(event.clientX, event.clientY).matrixTransform(picture().getScreenCTM().inverse());
    point([spot.x, spot.y]);
  });
  view.addEventListener("keydown", (event) => {
    if (event.target !== view || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key in WORDS) {
      const move = view.querySelector(`[data-move="${WORDS[event.key]}"]`);
      if (move) ask(new URLSearchParams(move.getAttribute("hx-get").split("?")[1]).get("at"));
      event.preventDefault();
    } else if (event.key in STEPS) {
      const [x, y] = positionOf(id) ? spotOf(positionOf(id)) : [320, 200];
      const step = event.shiftKey ? 40 : 8;
      point([x + STEPS[event.key][0] * step, y + STEPS[event.key][1] * step]);
      event.preventDefault();
    }
  });
  for (const one of [id, `${id}-lon`]) {
    document.getElementById(one).addEventListener("change", () => again(true));
  }
};

// What is reported near the place is looked up when the place or the kind of thing changes; what was written stays on the page.
const lookNear = (form, near) => {
  let waiting = 0;
  form.addEventListener("change", (event) => {
    if (!event.target.name || event.target.name.startsWith("_") || event.target.tagName === "TEXTAREA" || event.target.type === "file") return;
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      const told = new URLSearchParams();
      for (const one of form.querySelectorAll("[data-where] input, [data-what] input:checked, [data-what] select")) {
        if (one.name && !one.name.startsWith("_") && one.value && !one.disabled) told.append(one.name, one.value);
      }
      htmx.ajax("GET", `${near.dataset.near}&${told}`, { target: near, swap: "innerHTML" });
    }, 400);
  });
};

for (const map of document.querySelectorAll("[data-map]")) mapOf(map);

const form = document.getElementById("form");
if (form) {
  showFields(form);
  form.addEventListener("change", () => showFields(form));
  const near = document.getElementById("near-here");
  if (near) lookNear(form, near);
}
for (const button of document.querySelectorAll("[data-locate]")) {
  if ("geolocation" in navigator && window.isSecureContext) {
    button.hidden = false;
    button.addEventListener("click", () => locate(button));
  }
}
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
