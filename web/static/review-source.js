// The message beside the draft: where what a field says stands in it, and words selected in it taken over into a field.
"use strict";
const SOURCE = ".letter-text, .sheet-text, .sheet-words, .envelope";
const LONGEST = 200;
const MOST = 20_000;
const NUMBERED = /^(\d+\s?(?:bis|ter|quater|[a-z](?=[\s,]))?)[\s,]+(.+)$/iu;
const EVIDENCE = { "field-subject": "subject", "of-subject": "subject", "field-place": "place", "of-place": "place", "of-requester": "requester", "field-requester": "requester" };
const EMAIL = /^[^@\s]+@[^@\s]+\.[^@\s.]+$/u;
const PHONE = /^\+?[\d\s().\/-]{8,24}$/u;
const POSTCODE = /(?:^|\s)\d{5}(?:\s|$)/u;
let chosen = "";

const selected = (most = LONGEST) => {
  const selection = getSelection();
  if (!selection || selection.isCollapsed || !selection.anchorNode) return "";
  const from = selection.anchorNode.nodeType === Node.TEXT_NODE ? selection.anchorNode.parentElement : selection.anchorNode;
  if (!from?.closest(SOURCE)) return "";
  const words = selection.toString().replace(/\s+/gu, " ").trim();
  return words.length <= most ? words : "";
};

const open = (field) => {
  for (let above = field.parentElement; above; above = above.parentElement) if (above.tagName === "DETAILS") above.open = true;
  field.focus();
};

const put = (field, value) => {
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
};

// Which of a requester's fields words are for is seen by how they are written.
const ofRequester = (words) => {
  if (EMAIL.test(words)) return "decide-email";
  if (PHONE.test(words)) return "decide-phone";
  return POSTCODE.test(words) ? "decide-address" : "decide-name";
};

const fill = (what, words) => {
  const fields = { street: "decide-street", subject: "decide-subject-words", reason: "reject-reason", requester: ofRequester(words) };
  const field = document.getElementById(fields[what]);
  if (!field) return false;
  hide();
  getSelection().removeAllRanges();
  open(field);
  const parts = what === "street" ? NUMBERED.exec(words) : null;
  if (parts) put(document.getElementById("decide-number"), parts[1]);
  put(field, parts ? parts[2] : words);
  return true;
};

// The words become a phrase of the subject that is chosen, in a draft of the rules: a page of its own, where they are saved or not.
const teach = (words) => {
  const link = document.querySelector("#taken [data-teach]");
  if (!link) return false;
  link.href = `/rules/teach?${new URLSearchParams({ subject: document.getElementById("decide-subject").value, words })}`;
  return true;
};

// What is selected of the message may ask for something else: by characters of it, counted as Python counts them.
const cutOff = () => {
  const link = document.querySelector("#taken [data-cut-off]");
  const range = getSelection().rangeCount ? getSelection().getRangeAt(0) : null;
  const text = range?.commonAncestorContainer;
  const whole = (text?.nodeType === Node.TEXT_NODE ? text.parentElement : text)?.closest?.("[data-cut]");
  if (!link || !whole || range.collapsed) return false;
  const before = new Range();
  before.setStart(whole, 0);
  before.setEnd(range.startContainer, range.startOffset);
  const start = [...before.toString()].length;
  link.href = `${whole.dataset.cut}?${new URLSearchParams({ start, end: start + [...range.toString()].length })}`;
  return true;
};

const bar = () => document.getElementById("taken");
const hide = () => {
  chosen = "";
  if (bar()) bar().hidden = true;
};

const offer = () => {
  const words = selected();
  const isWhole = !words && selected(MOST) !== "";
  if (!(words || isWhole) || !bar()) {
    // A click on the bar itself takes the selection away before it is asked for.
    if (!bar()?.contains(document.activeElement)) hide();
    return;
  }
  chosen = words;
  const isCuttable = cutOff();
  // A long stretch is no street, no name and no phrase of a rule; it may be another request.
  for (const one of bar().querySelectorAll("[data-take], [data-teach]")) one.hidden = isWhole;
  const cut = bar().querySelector("[data-cut-off]");
  if (cut) cut.hidden = !isCuttable;
  if (isWhole && !isCuttable) {
    hide();
    return;
  }
  if (words) teach(words);
  const box = getSelection().getRangeAt(0).getBoundingClientRect();
  const place = bar();
  place.hidden = false;
  place.style.setProperty("top", `${Math.min(box.bottom + 8, innerHeight - place.offsetHeight - 8)}px`);
  place.style.setProperty("left", `${Math.max(8, Math.min(box.left, innerWidth - place.offsetWidth - 8))}px`);
};

// With words selected, the keys of the fields take them over.
export const take = (key) => {
  if (key === "x" && selected(MOST) && cutOff()) {
    document.querySelector("#taken [data-cut-off]").click();
    return true;
  }
  const what = { l: "street", s: "subject", r: "reason", q: "requester" }[key];
  const words = what || key === "e" ? selected() : "";
  if (!words) return false;
  if (what) return fill(what, words);
  if (!teach(words)) return false;
  document.querySelector("#taken [data-teach]").click();
  return true;
};

const point = (event) => {
  const field = event.target.closest?.(Object.keys(EVIDENCE).map((name) => `.${name}`).join(", "));
  if (!field) return;
  const kind = EVIDENCE[Object.keys(EVIDENCE).find((name) => field.classList.contains(name))];
  const mark = document.querySelector(`.letter-text mark.ev-${kind}, .sheets .spot.ev-${kind}`);
  const scroller = mark?.closest(".letter-text, .sheets");
  if (!scroller) return;
  const [inner, outer] = [mark.getBoundingClientRect(), scroller.getBoundingClientRect()];
  if (inner.top < outer.top || inner.bottom > outer.bottom) scroller.scrollTop += inner.top - outer.top - outer.height / 3;
};

export const mount = () => {
  const text = document.querySelector(".source .letter-text, .source .sheets");
  if (text && !text.dataset.key) text.dataset.key = "t";
  const cut = document.querySelector("[aria-labelledby=recut] summary");
  if (cut && !cut.dataset.key) cut.dataset.key = "c";
};

export const listen = () => {
  let timer = 0;
  document.addEventListener("selectionchange", () => {
    clearTimeout(timer);
    timer = setTimeout(offer, 150);
  });
  document.addEventListener("mousedown", (event) => { if (event.target.closest("#taken")) event.preventDefault(); });
  document.addEventListener("click", (event) => {
    const one = event.target.closest("[data-take]");
    if (one && chosen) fill(one.dataset.take, chosen);
  });
  addEventListener("scroll", hide, { passive: true });
  document.addEventListener("focusin", point);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
};
