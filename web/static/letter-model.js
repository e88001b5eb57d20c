"use strict";
// The editor of a letter's text. The text is what stands in the field, nothing else: what is drawn behind it only shows what it means.
(() => {
  const text = document.getElementById("text");
  const tools = document.querySelector("[data-tools]");
  if (!text || !tools) return;
  const form = text.form;
  const area = document.querySelector("[data-area]");
  const marks = document.querySelector("[data-marks]");
  const list = document.getElementById("fields");
  const said = document.getElementById("said");
  const names = new Set(Array.from(list.querySelectorAll("code"), (one) => one.textContent));
  const PIECES = /(\{\{[^{}]*\}\}|\{%[^{}]*%\}|\\[*#\\]|\\->|\*{1,3}|^(?:#|-|->)(?= ))/m;
  const NAME = /[a-z_]+(?:\.[a-z_]+)?/g;
  const WORDS = new Set(["if", "elif", "else", "endif", "for", "in", "endfor", "not", "and", "or"]);

  // Insert as if it were typed: the browser can take it back.
  const type = (words, from, to, selectFrom, selectTo) => {
    text.focus();
    text.setSelectionRange(from, to);
    if (!document.execCommand("insertText", false, words)) {
      text.setRangeText(words, from, to, "end");
      text.dispatchEvent(new Event("input", { bubbles: true }));
    }
    text.setSelectionRange(selectFrom, selectTo);
  };

  const wrap = (sign) => {
    const { selectionStart: from, selectionEnd: to, value } = text;
    const inner = value.slice(from, to);
    const isOn = value.slice(from - sign.length, from) === sign && value.slice(to, to + sign.length) === sign;
    if (isOn) type(inner, from - sign.length, to + sign.length, from - sign.length, to - sign.length);
    else type(sign + inner + sign, from, to, from + sign.length, to + sign.length);
  };

  const begin = (sign) => {
    const { selectionStart, selectionEnd, value } = text;
    const from = value.lastIndexOf("\n", selectionStart - 1) + 1;
    const next = value.indexOf("\n", selectionEnd);
    const to = next < 0 ? value.length : next;
    const lines = value.slice(from, to).split("\n");
    const isOn = lines.every((line) => line.startsWith(sign));
    const made = lines.map((line) => (isOn ? line.slice(sign.length) : sign + line)).join("\n");
    type(made, from, to, from, from + made.length);
  };

  const insert = (words) => {
    const { selectionStart: from, selectionEnd: to } = text;
    const hole = words.indexOf("…");
    type(words, from, to, from + (hole < 0 ? words.length : hole), from + (hole < 0 ? words.length : hole + 1));
  };

  const kindOf = (piece, loops) => {
    if (!piece.startsWith("{")) return "is-mark";
    const bare = piece.slice(2, -2).replace(/"[^"]*"|'[^']*'/g, "");
    const loop = /^\s*for\s+([a-z_]+)\s+in\b/.exec(bare);
    if (loop) loops.add(loop[1]);
    const isKnown = (bare.match(NAME) || []).every((one) => WORDS.has(one) || names.has(one) || loops.has(one));
    if (!isKnown) return "is-wrong";
    return piece.startsWith("{%") ? "is-condition" : "is-field";
  };

  const MOST_DRAWN = 40_000;
  // Twice what a letter may have: what is longer is refused anyway, and to draw it would hold up each key for seconds.
  const draw = () => {
    const isDrawn = text.value.length <= MOST_DRAWN;
    area.classList.toggle("is-marked", isDrawn);
    marks.hidden = !isDrawn;
    if (!isDrawn) { marks.replaceChildren(); return; }
    const loops = new Set();
    const shown = document.createDocumentFragment();
    text.value.split("\n").forEach((line, index) => {
      if (index) shown.append("\n");
      for (const piece of line.split(PIECES)) {
        if (!piece) continue;
        if (!PIECES.test(piece) || PIECES.exec(piece)[0] !== piece) { shown.append(piece); continue; }
        const span = document.createElement("span");
        span.className = kindOf(piece, loops);
        span.textContent = piece;
        shown.append(span);
      }
    });
    shown.append("\n");
    marks.replaceChildren(shown);
    place();
  };

  const place = () => {
    const look = getComputedStyle(text);
    marks.style.padding = look.padding;
    marks.style.font = look.font;
    marks.style.lineHeight = look.lineHeight;
    // A bar to scroll by takes room from the text alone.
    marks.style.right = `${text.offsetWidth - text.clientWidth - 2}px`;
    marks.scrollTop = text.scrollTop;
  };

  let waiting = 0;
  let asked = 0;
  const preview = async () => {
    const mine = ++asked;
    const answer = await fetch(said.dataset.preview, { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { "HX-Request": "true" } }).catch(() => null);
    if (answer === null || !answer.ok || mine !== asked) return;
    said.innerHTML = await answer.text();
  };
  const soon = () => { clearTimeout(waiting); waiting = setTimeout(preview, 600); };

  tools.hidden = false;
  tools.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.wrap) wrap(button.dataset.wrap);
    if (button.dataset.line) begin(button.dataset.line);
    if (button.dataset.command) { text.focus(); document.execCommand(button.dataset.command); }
  });
  // One stop of the Tab key for the whole bar, arrows within it.
  const buttons = Array.from(tools.querySelectorAll("button"));
  buttons.forEach((one, index) => { one.tabIndex = index ? -1 : 0; });
  tools.addEventListener("keydown", (event) => {
    const at = buttons.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    const next = buttons[(to + buttons.length) % buttons.length];
    buttons.forEach((one) => { one.tabIndex = one === next ? 0 : -1; });
    next.focus();
  });
  text.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    const sign = { b: "**", i: "*" }[event.key.toLowerCase()];
    if (sign) { event.preventDefault(); wrap(sign); }
  });

  for (const item of list.querySelectorAll("li[data-text]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "insert";
    button.append(...item.childNodes);
    button.addEventListener("click", () => insert(item.dataset.text));
    item.append(button);
  }
  list.removeAttribute("tabindex");
  const find = document.querySelector("[data-find]");
  const none = find.querySelector("[data-none]");
  const folded = (words) => words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  find.hidden = false;
  find.querySelector("input").addEventListener("input", (event) => {
    const wanted = folded(event.target.value).split(/\s+/).filter(Boolean);
    let count = 0;
    for (const item of list.children) {
      const told = folded(item.textContent);
      item.hidden = !wanted.every((word) => told.includes(word));
      count += item.hidden ? 0 : 1;
    }
    none.hidden = count > 0;
  });

  text.addEventListener("input", () => { draw(); soon(); });
  text.addEventListener("scroll", place, { passive: true });
  new ResizeObserver(place).observe(text);
  for (const id of ["subject", "reference"]) document.getElementById(id)?.addEventListener("input", soon);
  draw();
})();
