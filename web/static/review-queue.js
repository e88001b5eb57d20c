// The list of the queue: rows by j and k, chosen by x, a range by Shift; what is chosen is counted, and acted on below.
"use strict";
const rows = () => [...document.querySelectorAll("tr[data-row]")];
const box = (row) => row?.querySelector("input[name=item]");
let last = null;

const current = () => document.activeElement?.closest?.("tr[data-row]") ?? null;

const go = (step) => {
  const all = rows();
  const at = all.indexOf(current());
  const next = all[Math.max(0, Math.min(all.length - 1, at < 0 ? (step > 0 ? 0 : all.length - 1) : at + step))];
  next?.querySelector(".row-link").focus();
  next?.scrollIntoView({ block: "nearest" });
};

const chooseTo = (row, on) => {
  const all = rows();
  const [from, to] = [all.indexOf(last ?? row), all.indexOf(row)].sort((one, other) => one - other);
  for (const one of all.slice(Math.max(0, from), to + 1)) if (box(one)) box(one).checked = on;
};

const count = () => {
  const place = document.getElementById("chosen-count");
  if (!place) return;
  const number = document.querySelectorAll("input[name=item]:checked").length;
  place.textContent = number ? `(${number})` : "";
  document.getElementById("chosen").classList.toggle("has-some", number > 0);
  for (const row of rows()) row.classList.toggle("is-chosen", Boolean(box(row)?.checked));
};

export const mount = count;

export const listen = (keys) => {
  document.addEventListener("click", (event) => {
    const one = event.target.closest?.("input[name=item]");
    if (!one) return;
    const row = one.closest("tr");
    if (event.shiftKey && last) chooseTo(row, one.checked);
    last = row;
    count();
  });
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing || document.querySelector("dialog[open]")) return;
    const button = event.key === "Enter" && event.target.dataset?.enter;
    if (button) {
      event.preventDefault();
      document.querySelector(`#queue button[value="${button}"]`).click();
      return;
    }
    if (!document.getElementById("queue") || !keys.isOn() || keys.isTyping(event.target)) return;
    if (event.key === "j" || event.key === "k") go(event.key === "j" ? 1 : -1);
    else if (event.key.toLowerCase() === "x" && box(current())) {
      const row = current();
      const on = event.shiftKey ? true : !box(row).checked;
      if (event.shiftKey) chooseTo(row, on);
      else box(row).checked = on;
      last = row;
      count();
    } else return;
    event.preventDefault();
  });
};
