// Rules are edited without scripts; with them, choosing one more shows it at once, and a file can be dropped on the test box.
"use strict";
const field = (tag, values) => Object.assign(document.createElement(tag), values);
const choose = (control) => {
  const value = control.value.trim();
  const shown = control.tagName === "SELECT" ? control.selectedOptions[0].textContent : value;
  const label = field("label", { className: "form-check form-check-inline" });
  const box = field("input", { className: "form-check-input", type: "checkbox", name: control.dataset.adds, value, checked: true });
  label.append(box, " ", field("span", { className: "form-check-label", textContent: shown }));
  (control.closest(".rule-name") || control).before(label);
  control.value = "";
};
document.addEventListener("change", (event) => {
  const control = event.target.closest("select[data-adds]");
  if (control && control.value) choose(control);
});
document.addEventListener("keydown", (event) => {
  const line = event.target.closest("input[data-adds]");
  if (line && event.key === "Enter" && line.value.trim()) {
    event.preventDefault();
    choose(line);
  }
});

// A file dropped on the box is the file of its field.
for (const zone of document.querySelectorAll("[data-drop]")) {
  const box = zone.closest("form");
  const over = (event, is) => { event.preventDefault(); zone.classList.toggle("is-over", is); };
  box.addEventListener("dragover", (event) => over(event, true));
  box.addEventListener("dragleave", (event) => over(event, false));
  box.addEventListener("drop", (event) => {
    over(event, false);
    if (event.dataTransfer.files.length) document.getElementById(zone.dataset.drop).files = event.dataTransfer.files;
  });
}

// What was typed survives a session that ended meanwhile: this tab keeps what was sent until an answer shows it.
const edited = document.querySelector("form[data-form]");
const notice = document.querySelector(".rule-restore");
if (edited && notice) {
  const start = `typed ${location.pathname} `;
  const key = start + edited.elements.was.value;
  const kept = sessionStorage.getItem(key);
  if ("answer" in edited.dataset) Object.keys(sessionStorage).filter((one) => one.startsWith(start)).forEach((one) => sessionStorage.removeItem(one));
  else notice.hidden = !kept;
  edited.addEventListener("submit", () => sessionStorage.setItem(key, new URLSearchParams(new FormData(edited)).toString()));
  notice.querySelector("button").addEventListener("click", () => {
    const form = field("form", { method: "post", action: edited.getAttribute("action") });
    const typed = [...new URLSearchParams(kept)].filter(([name]) => name !== "csrf");
    const sent = [...typed, ["csrf", edited.elements.csrf.value], ["do", "keep"]];
    sent.forEach(([name, value]) => form.append(field("input", { type: "hidden", name, value })));
    document.body.append(form);
    form.submit();
  });
}
