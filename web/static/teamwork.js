// Beside a request, where scripts run: colleagues are proposed behind an @, files are dropped, pasted and sent with their progress.
// On the board cards are dragged where one of their buttons would bring them. Without scripts forms and buttons do the same.
"use strict";
(() => {
  let count = 0;

  // --- names --------------------------------------------------------------------------------------------------------------------------
  const named = (field) => {
    const isWhole = field.tagName === "INPUT";
    const list = document.createElement("ul");
    list.className = "people-list";
    list.id = `people-${(count += 1)}`;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", (document.querySelector(`label[for="${field.id}"]`) || field).textContent);
    list.hidden = true;
    field.after(list);
    field.setAttribute("aria-controls", list.id);
    field.setAttribute("aria-autocomplete", "list");
    if (isWhole) { field.setAttribute("role", "combobox"); field.removeAttribute("list"); field.setAttribute("aria-expanded", "false"); }
    let timer = 0;
    let chosen = -1;
    const close = () => {
      list.hidden = true;
      chosen = -1;
      field.removeAttribute("aria-activedescendant");
      if (isWhole) field.setAttribute("aria-expanded", "false");
    };
    const part = () => {
      if (isWhole) return field.value.trim();
      const found = /(?:^|[^\p{L}\p{N}])@([\p{L}\p{N}'’ -]{0,40})$/u.exec(field.value.slice(0, field.selectionStart));
      return found ? found[1] : null;
    };
    const mark = (at) => {
      const all = [...list.children];
      if (!all.length) return;
      chosen = (at + all.length) % all.length;
      all.forEach((one, place) => {
        one.id = `${list.id}-${place}`;
        one.setAttribute("aria-selected", String(place === chosen));
      });
      field.setAttribute("aria-activedescendant", all[chosen].id);
      all[chosen].scrollIntoView({ block: "nearest" });
    };
    const take = (one) => {
      const name = one.dataset.name;
      if (isWhole) field.value = name;
      else {
        const end = field.selectionStart;
        const start = end - part().length;
        field.setRangeText(`${name} `, start, end, "end");
      }
      close();
      field.focus();
    };
    const ask = async () => {
      const typed = part();
      if (typed === null || (isWhole && !typed)) { close(); return; }
      const answer = await fetch(`${field.dataset.people}?q=${encodeURIComponent(typed)}`, { credentials: "same-origin", redirect: "error" }).catch(() => null);
      if (!answer || !answer.ok || part() !== typed) return;
      list.innerHTML = await answer.text();
      list.hidden = !list.children.length;
      if (list.hidden) { close(); return; }
      if (isWhole) field.setAttribute("aria-expanded", "true");
      mark(0);
    };
    field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 150); });
    field.addEventListener("blur", () => setTimeout(close, 150));
    field.addEventListener("keydown", (event) => {
      if (list.hidden) return;
      if (event.key === "ArrowDown") mark(chosen + 1);
      else if (event.key === "ArrowUp") mark(chosen - 1);
      else if ((event.key === "Enter" || event.key === "Tab") && chosen >= 0) take(list.children[chosen]);
      else if (event.key === "Escape") close();
      else return;
      event.preventDefault();
    });
    list.addEventListener("mousedown", (event) => {
      const one = event.target.closest("li");
      if (one) { event.preventDefault(); take(one); }
    });
  };
  for (const field of document.querySelectorAll("[data-people]")) named(field);

  // --- files --------------------------------------------------------------------------------------------------------------------------
  const send = (form, file, line) =>
    new Promise((resolve) => {
      const bar = line.querySelector("progress");
      const fields = new FormData();
      fields.append("csrf", form.elements.csrf.value);
      if (form.elements.shared.checked) fields.append("shared", "yes");
      fields.append("files", file, file.name || "image.png");
      const call = new XMLHttpRequest();
      call.open("POST", form.action);
      call.setRequestHeader("Accept", "application/json");
      call.upload.addEventListener("progress", (event) => { if (event.lengthComputable) bar.value = event.loaded / event.total; });
      const ended = (isKept, words) => {
        bar.remove();
        const note = document.createElement("span");
        note.className = isKept ? "dim" : "is-wrong";
        note.textContent = words;
        line.append(note);
        resolve(isKept);
      };
      call.addEventListener("load", () => {
        let told = null;
        try { told = JSON.parse(call.responseText); } catch { told = null; }
        if (told && Array.isArray(told.kept)) ended(told.wrong.length === 0, told.wrong.join(" ") || form.dataset.sent);
        else ended(false, form.dataset.failed);
      });
      call.addEventListener("error", () => ended(false, form.dataset.failed));
      call.send(fields);
    });
  const sendAll = async (form, files) => {
    const progress = form.querySelector(".work-progress");
    let isAllKept = true;
    for (const file of files) {
      const line = document.createElement("li");
      const bar = document.createElement("progress");
      bar.max = 1;
      bar.setAttribute("aria-label", file.name);
      line.append(file.name, bar);
      progress.append(line);
      isAllKept = (await send(form, file, line)) && isAllKept;
    }
    // What was wrong stays to be read; else the list shows what was added.
    if (isAllKept && files.length) { location.hash = "files"; location.reload(); }
  };
  for (const form of document.querySelectorAll("[data-drop]")) {
    for (const one of form.querySelectorAll(".needs-script, .work-camera")) one.hidden = one.matches(".work-camera") && !matchMedia("(pointer: coarse)").matches;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const inputs = [...form.querySelectorAll("input[type=file]")];
      const files = inputs.flatMap((one) => [...one.files]);
      if (!files.length) inputs[0].focus();
      for (const one of inputs) one.value = "";
      sendAll(form, files);
    });
    const over = (event) => {
      if (![...event.dataTransfer.types].includes("Files")) return;
      event.preventDefault();
      form.classList.add("is-over");
    };
    form.addEventListener("dragover", over);
    form.addEventListener("dragleave", () => form.classList.remove("is-over"));
    form.addEventListener("drop", (event) => {
      form.classList.remove("is-over");
      if (!event.dataTransfer.files.length) return;
      event.preventDefault();
      sendAll(form, [...event.dataTransfer.files]);
    });
    document.addEventListener("paste", (event) => {
      const files = [...(event.clipboardData ? event.clipboardData.files : [])];
      if (!files.length) return;
      event.preventDefault();
      sendAll(form, files);
    });
  }

  // --- board --------------------------------------------------------------------------------------------------------------------------
  const board = document.querySelector("[data-board]");
  if (board) {
    let card = null;
    const way = (column) => card && card.querySelector(`.board-moves [data-to="${column.dataset.column}"]`);
    for (const one of board.querySelectorAll("[data-card]")) {
      if (!one.querySelector(".board-moves")) continue;
      one.draggable = true;
      one.addEventListener("dragstart", (event) => { card = one; event.dataTransfer.setData("text/plain", one.dataset.card); });
      one.addEventListener("dragend", () => { card = null; });
    }
    for (const column of board.querySelectorAll("[data-column]")) {
      column.addEventListener("dragover", (event) => { if (way(column)) { event.preventDefault(); column.classList.add("is-over"); } });
      column.addEventListener("dragleave", () => column.classList.remove("is-over"));
      column.addEventListener("drop", (event) => {
        column.classList.remove("is-over");
        const move = way(column);
        if (move) { event.preventDefault(); move.click(); }
      });
    }
  }
})();
