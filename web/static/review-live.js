// Who else is there, quietly; the lease goes on while somebody is really at the page; the seconds in which undoing is sure run down.
"use strict";
const LOOK = 20_000;
const RENEW = 60_000;
const THIRD = 20_000;
const SECOND = 1_000;
let active = Date.now();
let renewed = Date.now();

const hold = () => document.getElementById("hold");
const minutes = () => Number(hold()?.dataset.minutes ?? document.getElementById("queue")?.dataset.minutes ?? 15);
// A browser somebody forgot asks no more: his lease ends, and so does his session.
const isForgotten = () => Date.now() - active > minutes() * 60_000;

const put = (html) => {
  const page = new DOMParser().parseFromString(html, "text/html");
  const fresh = page.getElementById("hold-state");
  const shown = document.getElementById("hold-state");
  if (!fresh || !shown || shown.innerHTML === fresh.innerHTML || shown.contains(document.activeElement)) return;
  hold().classList.toggle("is-others", fresh.dataset.others === "1");
  shown.replaceWith(document.adoptNode(fresh));
};

const look = async () => {
  const place = hold();
  if (!place) return;
  const { request, version } = place.dataset;
  const isOwn = active > renewed && Date.now() - renewed >= Math.min(RENEW, minutes() * THIRD);
  const address = `/requests/${request}/${isOwn ? "renew" : "presence"}?version=${version}`;
  const token = document.querySelector("main input[name=csrf]")?.value ?? "";
  const options = isOwn ? { method: "POST", body: new URLSearchParams({ csrf: token }) } : {};
  const answer = await fetch(address, { ...options, redirect: "manual" });
  if (!answer.ok || hold()?.dataset.request !== request) return;
  if (isOwn) renewed = Date.now();
  put(await answer.text());
};

const lookAtList = async () => {
  const places = [...document.querySelectorAll("[data-held]")];
  if (!places.length) return;
  const answer = await fetch(`/review/presence?ids=${places.map((one) => one.dataset.held).join(",")}`, { redirect: "manual" });
  if (!answer.ok) return;
  const told = await answer.json();
  for (const place of places) {
    const one = told[place.dataset.held];
    if (!one) continue;
    if (place.innerHTML.trim() !== one.held.trim()) place.innerHTML = one.held;
    place.closest("tr").classList.toggle("is-gone", !one.waits);
  }
};

const count = () => {
  for (const place of document.querySelectorAll(".undo-left")) {
    const left = Math.ceil((Number(place.dataset.end) - Date.now()) / SECOND);
    if (left > 0) place.textContent = `${left} s`;
    else place.remove();
  }
};

export const mount = () => {
  renewed = Date.now();
  for (const place of document.querySelectorAll(".undo-left:not([data-end])")) place.dataset.end = String(Date.now() + Number(place.dataset.left) * SECOND);
};

export const listen = () => {
  const note = () => { active = Date.now(); };
  for (const kind of ["keydown", "pointerdown", "pointermove", "wheel"]) document.addEventListener(kind, note, { passive: true });
  // A line that is down for a moment, or a session that is over, is no fault here: the next act says it.
  const quietly = () => { if (!document.hidden && !isForgotten()) Promise.allSettled([look(), lookAtList()]); };
  setInterval(quietly, LOOK);
  document.addEventListener("visibilitychange", quietly);
  setInterval(count, SECOND);
};
