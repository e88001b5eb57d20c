// What a form does where scripts run: questions that are not asked are not shown, the position of the phone, printing.
// Without it everything works: the server asks again what it needs.
"use strict";

const answersOf = (form, name) =>
  [...form.elements]
    .filter((one) => one.name === name && !one.disabled && (!["radio", "checkbox"].includes(one.type) || one.checked))
    .map((one) => one.value);

const showFields = (form) => {
  for (const field of form.querySelectorAll("[data-when]")) {
    const wanted = JSON.parse(field.dataset.values);
    const isAsked = answersOf(form, field.dataset.when).some((value) => wanted.includes(value));
    field.hidden = !isAsked;
    for (const note of field.querySelectorAll(".when")) note.hidden = true;
    // What is not asked is not sent either; what was typed is there again when it is.
    for (const one of field.querySelectorAll("input, textarea, select")) one.disabled = !isAsked;
  }
};

const locate = (button) => {
  const input = document.getElementById(button.dataset.locate);
  button.disabled = true;
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      input.value = `${coords.latitude.toFixed(6)}, ${coords.longitude.toFixed(6)}`;
      button.disabled = false;
    },
    () => {
      button.textContent = button.dataset.failed;
    },
    { enableHighAccuracy: true, timeout: 15000 },
  );
};

const form = document.getElementById("form");
if (form) {
  showFields(form);
  form.addEventListener("change", () => showFields(form));
}
for (const button of document.querySelectorAll("[data-locate]")) {
  if ("geolocation" in navigator && window.isSecureContext) {
    button.hidden = false;
    button.addEventListener("click", () => locate(button));
  }
}
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
