// A subject by three letters: a field with a list beside the select, which keeps the choice and is what is sent.
"use strict";
const { close, element, point } = await import(`./listbox.js${new URL(import.meta.url).search}`);
const PAUSE = 60;
let count = 0;

const labelOf = (select) => select.selectedOptions[0]?.label ?? "";

const build = (select) => {
  const id = `finder-${count += 1}`;
  const input = element("input", {
    class: "form-control", type: "text", role: "combobox", id: `${select.id}-words`, autocomplete: "off", spellcheck: "false", maxlength: "100",
    "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id, "aria-haspopup": "listbox",
    "data-key": select.dataset.key, "aria-keyshortcuts": select.dataset.key,
  });
  if (select.hasAttribute("aria-describedby")) input.setAttribute("aria-describedby", select.getAttribute("aria-describedby"));
  const label = document.querySelector(`label[for="${select.id}"]`);
  label.htmlFor = input.id;
  const list = element("ul", { class: "finder-list", role: "listbox", id, "aria-label": label.firstChild.textContent.trim() });
  list.hidden = true;
  const says = element("p", { class: "visually-hidden", role: "status" });
  select.before(element("div", { class: "finder" }, input, list), says);
  select.hidden = true;
  select.removeAttribute("data-key");
  select.removeAttribute("aria-keyshortcuts");
  return { select, input, list, says, at: -1, timer: 0, asked: 0 };
};

const choose = (box, code) => {
  box.select.value = code;
  box.input.value = labelOf(box.select);
  close(box);
  box.select.dispatchEvent(new Event("change", { bubbles: true }));
};

const show = (box, found) => {
  const options = found.map((one, place) => {
    const option = element("li", { role: "option", id: `${box.list.id}-${place}`, "data-code": one.code, "aria-selected": "false" }, one.label);
    if (one.theme) option.append(" ", element("span", { class: "dim" }, one.theme));
    return option;
  });
  box.list.replaceChildren(...(options.length ? options : [element("li", { class: "finder-none", role: "presentation" }, box.select.dataset.none)]));
  box.says.textContent = options.length ? `${box.select.dataset.some} ${options.length}` : box.select.dataset.none;
  box.list.hidden = false;
  box.input.setAttribute("aria-expanded", "true");
  box.at = -1;
  if (options.length) point(box, 0);
};

const ask = async (box) => {
  const words = box.input.value.trim();
  const turn = box.asked += 1;
  if (words.length < 2) {
    close(box);
    return;
  }
  const answer = await fetch(`${box.select.dataset.finder}?q=${encodeURIComponent(words)}`);
  // A later question has been asked, or the field was left: what is answered to this one is nobody's.
  if (answer.ok && turn === box.asked && document.activeElement === box.input) show(box, await answer.json());
};

const onKey = (box, event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  const isOpen = !box.list.hidden;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (isOpen) point(box, box.at + (event.key === "ArrowDown" ? 1 : -1));
    else ask(box);
  } else if (event.key === "Enter" && isOpen) {
    event.preventDefault();
    const one = box.list.querySelectorAll("[role=option]")[box.at];
    if (one) choose(box, one.dataset.code);
  } else if (event.key === "Escape" && isOpen) {
    event.preventDefault();
    close(box);
  }
};

export const mount = () => {
  for (const select of document.querySelectorAll("select[data-finder]:not([hidden])")) {
    const box = build(select);
    box.input.value = labelOf(select);
    box.input.addEventListener("focus", () => box.input.select());
    box.input.addEventListener("input", () => {
      clearTimeout(box.timer);
      box.timer = setTimeout(ask, PAUSE, box);
    });
    box.input.addEventListener("keydown", (event) => onKey(box, event));
    box.input.addEventListener("blur", () => {
      box.asked += 1;
      close(box);
      box.input.value = labelOf(select);
    });
    box.list.addEventListener("mousedown", (event) => {
      const one = event.target.closest("[role=option]");
      event.preventDefault();
      if (one) choose(box, one.dataset.code);
    });
    select.addEventListener("change", () => { box.input.value = labelOf(select); });
  }
};
