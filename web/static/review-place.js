// A place by three letters: the field keeps what is typed, a list below it proposes streets, places of interest, sectors and addresses.
// The map beside it shows the same, and takes what is clicked on.
"use strict";
const { close: closeList, element, point } = await import(`./listbox.js${new URL(import.meta.url).search}`);
const PAUSE = 60;
const map = await import(`./map.js${new URL(import.meta.url).search}`);
let count = 0;

const numberOf = (input) => input.form.elements.number;

const close = (box) => {
  box.isPending = false;
  box.asked += 1;
  clearTimeout(box.timer);
  closeList(box);
};

const put = (input, number, name, where) => {
  const own = numberOf(input);
  own.value = number;
  input.value = name;
  if (where) map.find()?.choose(where);
  input.dataset.placed = "1";
  for (const field of [own, input]) field.dispatchEvent(new Event("change", { bubbles: true }));
};

const choose = (box, at) => {
  const one = box.found[at];
  close(box);
  // A number that stands in its own field already is the street's, unless another one was written with it.
  const number = one.number || (one.sort === "street" ? numberOf(box.input).value : "");
  put(box.input, number, one.name, one.lat === undefined ? null : { lat: one.lat, lon: one.lon, label: one.name });
};

const show = (box, found) => {
  box.found = found;
  const words = box.input.dataset;
  const options = found.map((one, place) => {
    const kind = one.sort === "street" ? "" : one.sort === "sector" ? words.sector : words.landmark;
    const notes = [kind, one.note, one.number && !one.known ? words.unknown : ""].filter(Boolean).join(" · ");
    const option = element("li", { role: "option", id: `${box.list.id}-${place}`, "data-place": place, "aria-selected": "false" }, `${one.number} ${one.name}`.trim());
    if (notes) option.append(" ", element("span", { class: "dim" }, notes));
    return option;
  });
  box.list.replaceChildren(...(options.length ? options : [element("li", { class: "finder-none", role: "presentation" }, words.none)]));
  box.says.textContent = options.length ? `${words.some} ${options.length}` : words.none;
  box.list.hidden = false;
  box.input.setAttribute("aria-expanded", "true");
  box.isPending = false;
  box.at = -1;
  point(box, 0);
};

const answered = async (input, words) => {
  const answer = await fetch(`${input.dataset.places}?q=${encodeURIComponent(words)}`, { redirect: "error" }).catch(() => null);
  return answer?.status === 200 ? answer.json() : [];
};

// How many were found; -1 where a later question was asked meanwhile.
const ask = async (box) => {
  const words = box.input.value.trim();
  const turn = box.asked += 1;
  if (words.length < 3) {
    close(box);
    return 0;
  }
  const found = await answered(box.input, words);
  // A later question has been asked, or the field was left: what is answered to this one is nobody's.
  if (turn !== box.asked || document.activeElement !== box.input) return -1;
  show(box, found);
  return found.length;
};

const onKey = (box, event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  const isOpen = !box.list.hidden;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (isOpen) point(box, event.key === "ArrowDown" ? box.at + 1 : box.at < 0 ? -1 : box.at - 1);
    else ask(box);
  } else if (event.key === "Enter" && isOpen && box.at >= 0) {
    event.preventDefault();
    choose(box, box.at);
  } else if (event.key === "Enter" && box.isPending) {
    // What is proposed for it has not come yet: the form is not sent before it was seen.
    event.preventDefault();
    clearTimeout(box.timer);
    ask(box).then((many) => { if (many === 0) box.input.form.requestSubmit(); });
  } else if (event.key === "Escape" && isOpen) {
    event.preventDefault();
    close(box);
  }
};

// What was chosen by a key or typed is shown on the map, too.
const locate = async (input) => {
  if (input.dataset.placed) {
    delete input.dataset.placed;
    return;
  }
  const shown = map.find();
  const words = `${numberOf(input).value} ${input.value}`.trim();
  if (!shown || !words) return;
  const [first] = await answered(input, words);
  if (first?.name === input.value && first.lat !== undefined) shown.choose({ lat: first.lat, lon: first.lon, label: words });
};

const build = (input) => {
  const id = `places-${count += 1}`;
  for (const [key, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id, "aria-haspopup": "listbox", spellcheck: "false",
  })) input.setAttribute(key, value);
  input.removeAttribute("list");
  const named = document.querySelector(`label[for="${input.id}"]`).firstChild.textContent.trim();
  const list = element("ul", { class: "finder-list", role: "listbox", id, "aria-label": named });
  list.hidden = true;
  const says = element("p", { class: "visually-hidden", role: "status" });
  const around = element("div", { class: "finder" });
  input.before(around);
  around.append(input, list);
  around.after(says);
  const box = { input, list, says, at: -1, timer: 0, asked: 0, found: [], isPending: false };
  input.addEventListener("input", (event) => {
    clearTimeout(box.timer);
    // What a script puts into the field was not typed.
    if (!event.isTrusted) return;
    box.isPending = true;
    box.timer = setTimeout(ask, PAUSE, box);
  });
  input.addEventListener("keydown", (event) => onKey(box, event));
  input.addEventListener("blur", () => close(box));
  list.addEventListener("mousedown", (event) => {
    const one = event.target.closest("[role=option]");
    event.preventDefault();
    if (one) choose(box, Number(one.dataset.place));
  });
  input.addEventListener("change", () => locate(input));
};

export const mount = () => {
  for (const input of document.querySelectorAll("input[data-places]:not([role=combobox])")) build(input);
  map.mount();
};

export const listen = () => {
  document.addEventListener("map-take", (event) => {
    const input = document.querySelector("input[data-places]");
    const says = document.getElementById("map-says");
    const found = event.detail;
    if (!input || !says) return;
    if (found) put(input, found.number, found.name, null);
    says.textContent = found ? `${found.number} ${found.name}`.trim() : event.target.dataset.nothing;
  });
};
