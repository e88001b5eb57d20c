// The menu of the bar closes like any menu: on Escape, and when one looks elsewhere. Without scripts its button opens and closes it.
"use strict";
const menus = () => document.querySelectorAll(".desk-more details[open]");
const leave = (event) => menus().forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
document.addEventListener("click", leave);
document.addEventListener("focusin", leave);
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  menus().forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); });
});
// Tabs that do not fit a phone are a strip: the page that is open is seen in it.
document.querySelectorAll(".choices [aria-current], .call-choices [aria-current], .views [aria-current]").forEach((tab) => {
  const strip = tab.closest("ul");
  strip.scrollLeft = tab.offsetLeft - strip.offsetLeft - (strip.clientWidth - tab.offsetWidth) / 2;
});
document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});
