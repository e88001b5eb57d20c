// What is typed and not sent is kept on the server: a reload, the back button or a session that is over loses nothing.
"use strict";
const PAUSE = 600;
const waiting = new Map();
const sent = new Set();
let isLost = false;

const requestOf = (form) => /\/requests\/\d+/.exec(form.getAttribute("action"))[0];

const bodyOf = (form) => {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (name !== "version") body.set(name, value);
  body.set("form", form.dataset.typing);
  return body;
};

const says = () => document.getElementById("desk-says");

const tell = (words, link) => {
  const place = says();
  if (!place) return;
  place.replaceChildren(words);
  place.classList.toggle("visually-hidden", !link);
  place.classList.toggle("alert", Boolean(link));
  place.classList.toggle("alert-danger", Boolean(link));
  if (!link) return;
  const door = document.createElement("a");
  door.href = "/sign-in";
  door.target = "_blank";
  door.rel = "noopener";
  door.textContent = place.dataset.door;
  place.append(" ", door);
};

const keep = async (form) => {
  clearTimeout(waiting.get(form));
  waiting.delete(form);
  if (sent.has(form)) return;
  let answer;
  try {
    answer = await fetch(`${requestOf(form)}/typing`, { method: "POST", body: bodyOf(form), keepalive: true, redirect: "manual" });
  } catch {
    // The line is down for a moment: the next stroke tries again, and leaving the page does.
    waiting.set(form, setTimeout(keep, 5 * PAUSE, form));
    return;
  }
  if (answer.status === 403 || answer.type === "opaqueredirect") {
    isLost = true;
    tell(says()?.dataset.lost ?? "", true);
  }
};

// Signed in again in another window: take that session's token, and keep what was typed meanwhile.
const comeBack = async () => {
  if (!isLost) return;
  const answer = await fetch(location.pathname);
  if (!answer.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const token = page.querySelector("main input[name=csrf]")?.value;
  if (!token) return;
  for (const field of document.querySelectorAll("input[name=csrf]")) field.value = token;
  isLost = false;
  tell(says()?.dataset.kept ?? "", false);
  for (const form of document.querySelectorAll("form[data-typing]")) if (form.dataset.touched) keep(form);
};

const flush = () => { for (const form of [...waiting.keys()]) keep(form); };

// What was sent was not done: it is not lost either.
export const restore = (form) => {
  sent.delete(form);
  if (form.dataset.touched) keep(form);
};

export const settle = (form) => {
  sent.add(form);
  clearTimeout(waiting.get(form));
  waiting.delete(form);
};

export const listen = () => {
  const note = (event) => {
    const form = event.target.form;
    if (!form?.dataset.typing || !event.target.name) return;
    form.dataset.touched = "1";
    sent.delete(form);
    clearTimeout(waiting.get(form));
    waiting.set(form, setTimeout(keep, PAUSE, form));
  };
  document.addEventListener("input", note);
  document.addEventListener("change", note);
  document.addEventListener("submit", (event) => settle(event.target));
  document.addEventListener("visibilitychange", () => { if (document.hidden) flush(); else comeBack(); });
  addEventListener("focus", comeBack);
  addEventListener("pagehide", flush);
};
