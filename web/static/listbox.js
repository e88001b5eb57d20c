// A field with a list of proposals below it (WAI-ARIA combobox): ``box`` holds both, and which of the list is pointed at.
"use strict";

export const element = (name, attributes, ...children) => {
  const one = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) one.setAttribute(key, value);
  one.append(...children);
  return one;
};

export const close = (box) => {
  box.list.hidden = true;
  box.at = -1;
  box.input.setAttribute("aria-expanded", "false");
  box.input.removeAttribute("aria-activedescendant");
};

export const point = (box, at) => {
  const all = [...box.list.querySelectorAll("[role=option]")];
  if (!all.length) return;
  box.at = (at + all.length) % all.length;
  all.forEach((one, place) => one.setAttribute("aria-selected", String(place === box.at)));
  box.input.setAttribute("aria-activedescendant", all[box.at].id);
  all[box.at].scrollIntoView({ block: "nearest" });
};
