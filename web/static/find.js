// The search box: « / » leads to it, results come while one types, arrows walk through them. Without scripts Enter shows a page of them.
"use strict";
(() => {
  const box = document.getElementById("find");
  const list = document.getElementById("find-list");
  if (!box || !list) return;
  const PAUSE = 180;
  const SETTLED = 1000;
  let timer = 0;
  let asking = null;
  const links = () => [...list.querySelectorAll("a.found-link")];
  const close = () => { list.hidden = true; };
  const ask = async (isSettled) => {
    if (asking) asking.abort();
    const typed = box.value.trim();
    if (typed.length < 2) { close(); return; }
    const own = new AbortController();
    asking = own;
    try {
      const answer = await fetch(`/search?part=1${isSettled ? "&settled=1" : ""}&q=${encodeURIComponent(typed)}`, { signal: own.signal, credentials: "same-origin", redirect: "error" });
      if (!answer.ok) { close(); return; }
      const found = await answer.text();
      // Whoever walks through the list already keeps the one he walks through.
      if (asking !== own || list.contains(document.activeElement)) return;
      list.innerHTML = found;
      list.hidden = false;
      if (list.querySelector("[data-unsettled]")) timer = setTimeout(ask, SETTLED - PAUSE, true);
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  };
  const isTyping = (one) => one.closest("input, textarea, select, [contenteditable]") !== null;
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented || isTyping(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
  box.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, PAUSE, false); });
  const walk = (event) => {
    const all = links();
    const at = all.indexOf(document.activeElement);
    if (event.key === "ArrowDown" && all.length) (all[at + 1] || all[0]).focus();
    else if (event.key === "ArrowUp" && all.length) (at > 0 ? all[at - 1] : box).focus();
    else if (event.key === "Escape" && !list.hidden) { close(); box.focus(); }
    else return;
    event.preventDefault();
  };
  box.addEventListener("keydown", walk);
  list.addEventListener("keydown", walk);
  const outside = (event) => { if (!event.target.closest(".find")) close(); };
  document.addEventListener("click", outside);
  document.addEventListener("focusin", outside);
})();
