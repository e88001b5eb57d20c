// The source viewer: larger, smaller, turned, found. The page shows all of it without scripts; these make it quick.
"use strict";
const version = new URL(import.meta.url).search;
const [keys, search, sheets] = await Promise.all(["review-keys", "viewer-search", "viewer-sheets"].map((name) => import(`./${name}.js${version}`)));
const SIZES = [0.5, 0.67, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3, 4];
const PAUSE = 180;
let viewer = null;

export const nextSize = (size, step) => {
  const near = step > 0 ? SIZES.find((one) => one > size + 0.01) : SIZES.findLast((one) => one < size - 0.01);
  return near ?? size;
};

// --- plain text -------------------------------------------------------------------------------------------------------------------------

// Return the words of a text with where each stands.
const wordsOfText = (root) => {
  const found = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    for (const one of node.data.matchAll(/[\p{L}\p{N}]+/gu)) found.push({ word: search.fold(one[0]), node, start: one.index, end: one.index + one[0].length });
  }
  return found;
};

const textViewer = (root) => {
  const tools = root.previousElementSibling;
  const parts = [root, ...document.querySelectorAll(".source .letter-text.signed")];
  let size = 1;
  let ranges = [];
  const paint = (at) => {
    if (!("highlights" in CSS)) return;
    CSS.highlights.set("found", new Highlight(...ranges));
    CSS.highlights.set("found-here", new Highlight(...ranges.slice(at, at + 1)));
  };
  return {
    tools,
    size: () => size,
    resize: (next) => {
      size = next;
      for (const one of parts) one.style.setProperty("font-size", `${size}rem`);
    },
    fit: () => null,
    turn: () => null,
    find: async (query) => {
      const words = parts.flatMap(wordsOfText);
      const { found, isNear } = search.find(words.map((one) => one.word), query);
      ranges = found.map(([from, to]) => {
        const range = new Range();
        range.setStart(words[from].node, words[from].start);
        range.setEnd(words[to - 1].node, words[to - 1].end);
        return range;
      });
      paint(0);
      return { count: ranges.length, isNear, isCut: false };
    },
    show: (at) => {
      paint(at);
      const inner = ranges[at].getBoundingClientRect();
      const scroller = ranges[at].startContainer.parentElement.closest(".letter-text");
      const outer = scroller.getBoundingClientRect();
      if (inner.top < outer.top || inner.bottom > outer.bottom) scroller.scrollTop += inner.top - outer.top - outer.height / 3;
      ranges[at].startContainer.parentElement.scrollIntoView({ block: "nearest" });
    },
    close: () => { if ("highlights" in CSS) CSS.highlights.clear(); },
    focus: () => root.focus({ preventScroll: true }),
    page: () => false,
    owns: (target) => root.contains(target) || tools.contains(target),
  };
};

// --- search -----------------------------------------------------------------------------------------------------------------------------

const searchBox = (shown) => {
  const form = shown.tools.querySelector(".viewer-search");
  const [input, says] = [form.querySelector("input"), form.querySelector(".viewer-found")];
  let [at, count, asked, timer, turn, note] = [0, 0, "", 0, 0, ""];
  const say = () => { says.textContent = count ? `${at + 1} / ${count}${note}` : asked ? says.dataset.none : ""; };
  const go = (step) => {
    if (!count) return;
    at = (at + step + count) % count;
    shown.show(at);
    say();
  };
  const ask = async () => {
    const query = input.value.trim();
    if (query === asked) return;
    const own = turn += 1;
    try {
      const found = await shown.find(query);
      if (own !== turn) return;
      asked = query;
      [at, count] = [0, found.count];
      note = `${found.isNear ? ` · ${says.dataset.near}` : ""}${found.isCut ? ` · ${says.dataset.start}` : ""}`;
      say();
      if (count) shown.show(0);
    } catch {
      // The words could not be fetched: what was asked may be asked once more.
      if (own === turn) says.textContent = says.dataset.failed;
    }
  };
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  input.addEventListener("keydown", async (event) => {
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Enter") {
      event.preventDefault();
      clearTimeout(timer);
      if (input.value.trim() === asked) go(event.shiftKey ? -1 : 1);
      else await ask();
    } else if (event.key === "Escape") {
      event.preventDefault();
      clearTimeout(timer);
      input.value = "";
      await ask();
      shown.focus();
    }
  });
  return { go, focus: () => { input.focus(); input.select(); } };
};

// --- one viewer -------------------------------------------------------------------------------------------------------------------------

const mountOne = (root) => {
  const shown = root.dataset.viewer === "pages" ? sheets.open(root, search) : textViewer(root);
  const box = searchBox(shown);
  const size = shown.tools.querySelector(".viewer-size");
  const say = () => {
    size.textContent = `${Math.round(shown.size() * 100)} %`;
    for (const one of shown.tools.querySelectorAll("[aria-pressed]")) one.setAttribute("aria-pressed", String(shown.fit() === one.dataset.do));
  };
  const does = {
    in: () => shown.resize(nextSize(shown.size(), 1)),
    out: () => shown.resize(nextSize(shown.size(), -1)),
    width: () => shown.resize("width"),
    page: () => shown.resize("page"),
    turn: () => shown.turn(),
    next: () => box.go(1),
    previous: () => box.go(-1),
  };
  const act = (name) => {
    does[name]();
    say();
  };
  shown.tools.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (button) act(button.dataset.do);
  });
  shown.onResized?.(say);
  shown.tools.hidden = false;
  say();
  return { ...shown, act, search: box.focus, root };
};

export const mount = () => {
  const root = document.querySelector("[data-viewer]");
  if (viewer?.root === root) return;
  viewer?.close();
  viewer = root ? mountOne(root) : null;
};

// Keys beside Backspace count by their place, so that they need no Shift and no digit is taken from the candidates, whatever the keyboard.
const actOf = (event) => {
  if (event.code === "Equal" || event.code === "NumpadAdd" || event.key === "+") return "in";
  if (event.code === "Minus" || event.code === "NumpadSubtract" || (event.key === "-" && !event.code.startsWith("Digit"))) return "out";
  if ((event.code === "Digit0" || event.code === "Numpad0") && !event.shiftKey) return "width";
  return event.key === "R" && event.shiftKey ? "turn" : null;
};

const onKey = (event) => {
  if (!viewer || event.defaultPrevented || event.isComposing || event.altKey || event.metaKey || document.querySelector("dialog[open]")) return;
  // The map has keys of its own.
  if (event.target.closest?.(".leaflet-container")) return;
  const isHere = viewer.owns(event.target);
  if (event.ctrlKey) {
    // The browser's own search does not see words on pictures; outside the viewer it is left alone.
    if (event.key !== "f" || !isHere) return;
    event.preventDefault();
    viewer.search();
    return;
  }
  if (keys.isTyping(event.target)) return;
  if (isHere && (event.key === "PageDown" || event.key === "PageUp") && viewer.page(event.key === "PageDown" ? 1 : -1)) {
    event.preventDefault();
    return;
  }
  if (!keys.isOn()) return;
  const act = actOf(event);
  const letter = event.key.length === 1 && !event.shiftKey ? event.key.toLowerCase() : "";
  if (act) viewer.act(act);
  else if (letter === "f") viewer.search();
  else if (letter !== "g" || !viewer.strip?.()) return;
  event.preventDefault();
};

document.addEventListener("keydown", onKey);
document.addEventListener("desk:shown", mount);
mount();
