// An element says which key stands for it (data-key). Letters count as they are written on the keyboard at hand, digits by their
// place, so that they need no Shift on AZERTY. Never while one types or types on where the field was left, never in the form that sets
// right, nor together with Ctrl, Alt or Meta.
"use strict";
const SILENT = "citoyen-keys";
const TYPING_ON = 1_000;
let typed = -Infinity;
const FIELDS = 'input:not([type="checkbox"], [type="radio"], [type="submit"], [type="button"], [type="hidden"]), textarea, select, [contenteditable="true"]';

export const isOn = () => {
  try { return localStorage.getItem(SILENT) !== "off"; } catch { return true; }
};

const setOn = (on) => {
  document.documentElement.classList.toggle("with-keys", on);
  try { localStorage.setItem(SILENT, on ? "on" : "off"); } catch { /* Then it holds until the page is left. */ }
};

// A form in which one sets right: its own buttons and its map take no letters of the page, whatever has got the focus there; digits take
// what was considered, as they stand on the map.
const isInForm = (target) => target instanceof Element && target.closest('form[data-typing="correct"]') !== null;

// Letters that come at once after those of a field are meant for it, wherever the focus has gone; Escape and Enter end that.
const isTypingOn = (event) => {
  if (event.key === "Escape" || event.key === "Enter") typed = -Infinity;
  const isMore = event.timeStamp - typed < TYPING_ON;
  if (event.key.length === 1 && (isMore || isTyping(event.target))) typed = event.timeStamp;
  return isMore;
};

export const isTyping = (target) => target instanceof Element && target.closest(FIELDS) !== null;

const nameOf = (event) => {
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code);
  if (digit && !event.shiftKey) return digit[1];
  return event.key.length === 1 && !event.shiftKey ? event.key.toLowerCase() : event.key;
};

export const reveal = (one) => {
  for (let above = one.parentElement; above; above = above.parentElement) if (above.tagName === "DETAILS") above.open = true;
};

export const reach = (field) => {
  reveal(field);
  field.focus();
  if (field.tagName === "INPUT" && field.type !== "date" && field.type !== "time") field.select();
};

const press = (one) => {
  if (one.matches("summary")) {
    one.parentElement.open = true;
    reach(one.parentElement.querySelector("[data-first]") ?? one.parentElement.querySelector(FIELDS) ?? one);
  } else if (one.matches(FIELDS)) reach(one);
  else if (one.matches('a[href^="#"]')) {
    one.click();
    document.querySelector(one.getAttribute("href"))?.querySelector("form .btn-primary, form:not(:has(.btn-primary)) button")?.focus();
  }
  else if (one.matches("section, [tabindex]:not(a, button)")) one.focus();
  else one.click();
};

const find = (key) => [...document.querySelectorAll("[data-key]")].find(
  (one) => one.dataset.key === key && !one.disabled && !one.closest("[hidden], dialog"),
);

const sheet = () => document.getElementById("keys-sheet");

const toggle = (event) => { if (event.target.matches("[data-keys-on]")) setOn(event.target.checked); };

export const listen = (take) => {
  setOn(isOn());
  document.addEventListener("change", toggle);
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-sheet]") || !sheet()) return;
    sheet().querySelector("[data-keys-on]").checked = isOn();
    sheet().showModal();
  });
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey || event.getModifierState("AltGraph")) return;
    // Also what somebody else takes: Escape ends typing in the viewer's search, too.
    const isMore = isTypingOn(event);
    if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
    // What was typed blindly rejects nothing: Enter in the reason leads to the button, which Enter presses.
    if (event.key === "Enter" && event.target.id === "reject-reason") {
      event.preventDefault();
      event.target.form.querySelector("[type=submit]").focus();
      return;
    }
    if (event.key === "Escape") {
      if (isTyping(event.target) || isInForm(event.target)) event.target.blur();
      return;
    }
    if (event.repeat || isMore || isTyping(event.target) || (isInForm(event.target) && !/^[1-9]$/.test(nameOf(event))) || (!isOn() && event.key !== "?")) return;
    const key = nameOf(event);
    if (take(key)) {
      event.preventDefault();
      return;
    }
    const one = find(key);
    if (!one) return;
    event.preventDefault();
    press(one);
  });
};
