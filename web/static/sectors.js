// Sectors on the town's map: what is drawn there is written into the fields of the form beside it, and what is written there is drawn.
"use strict";
const HANDLES = 240;
const SNAP = 12;
const STEP = 4;
const FAR = 10;
const box = document.querySelector("[data-sector-map]");
const NUMBER = "(-?\\d{1,3}(?:[.,]\\d+)?)";
const BY_COMMA = /^\s*(-?\d{1,3}(?:\.\d+)?)\s*,\s*(-?\d{1,3}(?:\.\d+)?)\s*$/;
const BY_MARK = new RegExp(`^\\s*${NUMBER}\\s*[;\\s]\\s*${NUMBER}\\s*$`);

// Outlines as the server writes them: a corner a line, an empty line between two, « trou » before a hole. Null where a line is none.
const read = (words) => {
  const rings = [];
  let open = null;
  for (const line of words.split("\n")) {
    const said = line.trim();
    if (!said) {
      if (open && open.corners.length) open = null;
      continue;
    }
    if (/^(trou|hole)\s*:?$/i.test(said)) {
      open = { hole: true, corners: [] };
      rings.push(open);
      continue;
    }
    const found = BY_COMMA.exec(said) || BY_MARK.exec(said);
    if (!found) return null;
    if (!open) {
      open = { hole: false, corners: [] };
      rings.push(open);
    }
    open.corners.push(found.slice(1, 3).map((one) => Number(one.replace(",", "."))));
  }
  for (const ring of rings) {
    const [first] = ring.corners;
    const last = ring.corners.at(-1);
    if (ring.corners.length > 1 && first[0] === last[0] && first[1] === last[1]) ring.corners.pop();
  }
  return rings.filter((ring) => ring.corners.length);
};

const write = (rings) => rings.map((ring) => `${ring.hole ? "trou\n" : ""}${ring.corners.map(([lat, lon]) => `${lat.toFixed(6)}, ${lon.toFixed(6)}`).join("\n")}`).join("\n\n");

class Drawing {
  constructor(L, map, town, features) {
    this.L = L;
    this.map = map;
    this.town = town;
    this.outline = document.querySelector("[data-corners=outline]");
    this.line = document.querySelector("[data-corners=line]");
    this.says = box.querySelector("[data-sector-says]");
    this.words = box.dataset;
    this.mode = "move";
    this.isDragging = false;
    this.before = [];
    this.showOthers(features);
    this.shapes = L.layerGroup().addTo(map);
    this.handles = L.layerGroup().addTo(map);
    if (!this.outline) return;
    this.end = box.querySelector("[data-draw-end]");
    this.undo = box.querySelector("[data-draw-undo]");
    box.querySelector("[data-sector-tools]").hidden = false;
    this.load();
    this.frame();
    for (const button of box.querySelectorAll("[data-draw]")) button.addEventListener("click", () => this.choose(button.dataset.draw));
    this.end.addEventListener("click", () => this.close());
    this.undo.addEventListener("click", () => this.back());
    this.outline.addEventListener("input", () => this.load());
    this.line?.addEventListener("input", () => this.load());
    // A corner that is being dragged must not be taken away and made anew.
    map.on("moveend", () => { if (!this.isDragging) this.draw(); });
    map.on("click", (event) => this.add(event.latlng));
    map.doubleClickZoom.disable();
    map.on("dblclick", () => this.close());
    box.querySelector("[data-map]").addEventListener("keydown", (event) => this.onKey(event));
    this.choose(this.rings.length ? "move" : "outline");
  }

  // The sectors of the draft take the place of those that count.
  showOthers(features) {
    const { L, town } = this;
    town.sectors.remove();
    town.names = town.names.filter((one) => one.kind !== "is-sector");
    this.others = [];
    const shown = L.geoJSON(features, { interactive: false, style: { className: "map-sector", weight: 2, dashArray: "6 4" }, filter: (one) => one.properties.code !== box.dataset.own || !document.querySelector("[data-corners=outline]") });
    shown.addTo(this.map);
    shown.bringToBack();
    for (const layer of shown.getLayers()) town.names.unshift({ at: layer.getBounds().getCenter(), words: layer.feature.properties.nom, kind: "is-sector", from: 0, until: 99 });
    for (const { geometry, properties } of features.features) {
      if (properties.code === box.dataset.own) continue;
      const polygons = geometry.type === "MultiPolygon" ? geometry.coordinates : [geometry.coordinates];
      for (const [lon, lat] of polygons.flat(2)) this.others.push([lat, lon]);
    }
    if (shown.getLayers().length) this.map.fitBounds(shown.getBounds(), { maxZoom: 17, animate: false });
    town.write();
  }

  get field() { return this.mode === "line" ? this.line : this.outline; }

  frame() {
    const corners = this.rings.flatMap((ring) => ring.corners);
    if (corners.length) this.map.fitBounds(corners, { maxZoom: 17, padding: [30, 30], animate: false });
  }

  load() {
    const rings = read(this.outline.value);
    const cut = this.line ? read(this.line.value) : [];
    const isRead = rings !== null && cut !== null;
    if (isRead) {
      this.rings = rings;
      this.cut = cut.flatMap((ring) => ring.corners);
    } else {
      this.rings ??= [];
      this.cut ??= [];
    }
    this.tell(isRead ? "" : this.words.wordUnread);
    this.draw();
  }

  keep() {
    this.before.push([this.outline.value, this.line?.value ?? ""]);
    if (this.before.length > 200) this.before.shift();
    this.undo.disabled = false;
  }

  back() {
    const before = this.before.pop();
    if (!before) return;
    this.outline.value = before[0];
    if (this.line) this.line.value = before[1];
    this.drawing = null;
    this.undo.disabled = !this.before.length;
    this.load();
    this.choose(this.mode);
  }

  store() {
    this.outline.value = write(this.rings);
    if (this.line) this.line.value = this.cut.length ? write([{ hole: false, corners: this.cut }]) : "";
    this.draw();
  }

  choose(mode) {
    this.mode = mode;
    this.drawing = null;
    if (mode === "line" && this.cut.length) {
      this.keep();
      this.cut = [];
      this.store();
    }
    for (const button of box.querySelectorAll("[data-draw]")) button.setAttribute("aria-pressed", String(button.dataset.draw === mode));
    box.classList.toggle("is-drawing", mode !== "move");
    this.end.disabled = mode === "move";
    this.tell({ move: this.words.wordMoving, outline: this.words.wordDrawing, line: this.words.wordCutting }[mode]);
    this.draw();
  }

  tell(words) { this.says.textContent = words; }

  // A corner near one of another sector is the same corner: two that meet have one border.
  snapped(at) {
    const spot = this.map.latLngToContainerPoint(at);
    let best = null;
    let near = SNAP;
    const bounds = this.map.getBounds();
    for (const other of this.others) {
      if (!bounds.contains(other)) continue;
      const far = spot.distanceTo(this.map.latLngToContainerPoint(other));
      if (far < near) {
        near = far;
        best = other;
      }
    }
    return best ? [...best] : [at.lat, at.lng];
  }

  add(at) {
    if (this.mode === "move") return;
    const corner = this.mode === "line" ? [at.lat, at.lng] : this.snapped(at);
    this.keep();
    if (this.mode === "line") this.cut.push(corner);
    else {
      if (!this.drawing) {
        this.drawing = { hole: false, corners: [] };
        this.rings.push(this.drawing);
      }
      const last = this.drawing.corners.at(-1);
      // The second click of a double one stands where the first does.
      if (!last || last[0] !== corner[0] || last[1] !== corner[1]) this.drawing.corners.push(corner);
    }
    this.store();
  }

  close() {
    if (this.mode === "move") return;
    this.choose("move");
  }

  onKey(event) {
    if (this.mode === "move" || event.target !== event.currentTarget || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Enter") this.add(this.map.getCenter());
    else if (event.key === "Backspace") this.back();
    else if (event.key === "Escape") this.close();
    else return;
    event.preventDefault();
  }

  draw() {
    const { L } = this;
    this.shapes.clearLayers();
    for (const ring of this.rings) {
      const isOpen = ring === this.drawing && ring.corners.length < 3;
      (isOpen ? L.polyline(ring.corners, { className: "sector-line", interactive: false }) : L.polygon(ring.corners, { className: "sector-own", interactive: false })).addTo(this.shapes);
    }
    if (this.cut.length) L.polyline(this.cut, { className: "sector-line", interactive: false }).addTo(this.shapes);
    this.drawHandles();
  }

  drawHandles() {
    const held = document.activeElement?.dataset?.corner;
    this.handles.clearLayers();
    const lists = [...this.rings.map((ring) => ring.corners), ...(this.cut.length ? [this.cut] : [])];
    const bounds = this.map.getBounds();
    const all = lists.flatMap((corners, list) => corners.map((corner, place) => ({ corners, list, place }))).filter((one) => bounds.contains(one.corners[one.place]));
    if (all.length > HANDLES) {
      this.tell(this.words.wordMany.replace("{count}", all.length));
      return;
    }
    for (const one of all) {
      this.handle(one, held);
      const next = one.corners[(one.place + 1) % one.corners.length];
      const isLast = one.corners === this.cut && one.place === one.corners.length - 1;
      const spots = [one.corners[one.place], next].map((corner) => this.map.latLngToContainerPoint(corner));
      if (this.mode === "move" && !isLast && one.corners.length > 1 && spots[0].distanceTo(spots[1]) > 40) this.between(one, next);
    }
  }

  icon(isBetween) {
    return this.L.divIcon({ className: `sector-corner${isBetween ? " is-between" : ""}`, html: document.createElement("span"), iconSize: [28, 28] });
  }

  handle({ corners, list, place }, held) {
    const mark = this.L.marker(corners[place], { icon: this.icon(false), draggable: this.mode === "move", keyboard: this.mode === "move", interactive: this.mode === "move" }).addTo(this.handles);
    const element = mark.getElement();
    element.dataset.corner = `${list}/${place}`;
    element.setAttribute("aria-label", this.words.wordCorner.replace("{number}", place + 1).replace("{count}", corners.length));
    if (this.mode !== "move") {
      element.setAttribute("aria-hidden", "true");
      return;
    }
    mark.on("dragstart", () => {
      this.isDragging = true;
      this.keep();
    });
    mark.on("drag", (event) => {
      corners[place] = [event.latlng.lat, event.latlng.lng];
      this.drawShapesOnly();
    });
    mark.on("dragend", () => {
      this.isDragging = false;
      corners[place] = corners === this.cut ? corners[place] : this.snapped(mark.getLatLng());
      this.store();
    });
    element.addEventListener("keydown", (event) => this.onCorner(event, corners, place));
    if (held === element.dataset.corner) element.focus({ preventScroll: true });
  }

  drawShapesOnly() {
    this.shapes.clearLayers();
    for (const ring of this.rings) this.L.polygon(ring.corners, { className: "sector-own", interactive: false }).addTo(this.shapes);
    if (this.cut.length) this.L.polyline(this.cut, { className: "sector-line", interactive: false }).addTo(this.shapes);
  }

  between({ corners, place }, next) {
    const [lat, lon] = corners[place].map((one, axis) => (one + next[axis]) / 2);
    const mark = this.L.marker([lat, lon], { icon: this.icon(true), draggable: true, keyboard: false }).addTo(this.handles);
    mark.getElement().setAttribute("aria-hidden", "true");
    let isIn = false;
    const put = (at) => {
      if (!isIn) {
        this.keep();
        corners.splice(place + 1, 0, at);
        isIn = true;
      } else corners[place + 1] = at;
    };
    mark.on("dragstart", () => { this.isDragging = true; });
    mark.on("drag", (event) => {
      put([event.latlng.lat, event.latlng.lng]);
      this.drawShapesOnly();
    });
    mark.on("dragend", () => {
      this.isDragging = false;
      if (corners !== this.cut) put(this.snapped(mark.getLatLng()));
      this.store();
    });
    mark.on("click", () => {
      put([lat, lon]);
      this.store();
    });
  }

  onCorner(event, corners, place) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const far = event.shiftKey ? FAR * STEP : STEP;
    const way = { ArrowUp: [0, -far], ArrowDown: [0, far], ArrowLeft: [-far, 0], ArrowRight: [far, 0] }[event.key];
    const list = event.currentTarget.dataset.corner.split("/")[0];
    let focus = place;
    if (way) {
      this.keep();
      const spot = this.map.latLngToContainerPoint(corners[place]).add(way);
      const { lat, lng } = this.map.containerPointToLatLng(spot);
      corners[place] = [lat, lng];
    } else if (event.key === "Delete" || event.key === "Backspace") {
      this.keep();
      corners.splice(place, 1);
      this.rings = this.rings.filter((ring) => ring.corners.length);
      focus = Math.max(0, place - 1);
    } else if (event.key === "Insert" || event.key === "+") {
      this.keep();
      const next = corners[(place + 1) % corners.length];
      corners.splice(place + 1, 0, corners[place].map((one, axis) => (one + next[axis]) / 2));
      focus = place + 1;
    } else return;
    event.preventDefault();
    event.stopPropagation();
    this.store();
    box.querySelector(`[data-corner="${list}/${focus}"]`)?.focus({ preventScroll: true });
  }
}

document.addEventListener("map-drawn", async (event) => {
  if (!box?.contains(event.target)) return;
  const { L, map, town } = event.detail;
  const answer = await fetch(box.dataset.file, { redirect: "error" });
  if (!answer.ok) return;
  box.drawing = new Drawing(L, map, town, await answer.json());
});
document.getElementById("told")?.focus();
