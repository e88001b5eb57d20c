// A town's map, drawn by Leaflet from the town's own shapes (or over tiles, where a server of them is set), when it is opened and not before.
// It is reached by Tab and moved by arrows, + and −; Enter takes what is under the cross in the middle, as a click takes what is under it.
"use strict";
const STREETS_FROM = 13;
const HOUSES_FROM = 18;
const NAMES_FROM = 15;
const TILE_OF = { streets: 14, houses: 17 };
const MOST_NAMES = 40;
const LETTER = 7;
const LINE = 16;
const STEP = 120;
const SAME = 1e-5;
const OPEN = "citoyen-map";
const drawn = new WeakMap();
let library = null;

const load = (box) => {
  library ??= new Promise((done, fail) => {
    for (const href of [box.dataset.leafletStyle, box.dataset.style]) {
      const link = document.createElement("link");
      link.rel = "stylesheet";
      link.href = href;
      document.head.append(link);
    }
    const script = document.createElement("script");
    script.src = box.dataset.leaflet;
    script.onload = () => done(window.L);
    script.onerror = () => { library = null; fail(new Error("The map could not be loaded.")); };
    document.head.append(script);
  });
  return library;
};

const fetched = async (address) => {
  const answer = await fetch(address, { redirect: "error" });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
};

const text = (className, words) => {
  const one = document.createElement("span");
  one.className = className;
  one.textContent = words;
  return one;
};

const label = (L, className, words) => L.divIcon({ className: `map-label ${className}`, html: text("", words), iconSize: null });

// Which squares of a layer are in sight, as tile servers count them.
const squares = (map, zoom) => {
  const bounds = map.getPixelBounds();
  const scale = 2 ** (map.getZoom() - zoom) * 256;
  const found = [];
  for (let x = Math.floor(bounds.min.x / scale); x <= Math.floor(bounds.max.x / scale); x += 1) {
    for (let y = Math.floor(bounds.min.y / scale); y <= Math.floor(bounds.max.y / scale); y += 1) found.push(`${x}/${y}`);
  }
  return found;
};

class TownMap {
  constructor(L, box, outline) {
    this.L = L;
    this.box = box;
    this.asked = new Set();
    this.squares = new Set(outline.squares.map((one) => one.join("/")));
    this.known = new Set();
    this.names = [];
    this.numbers = [];
    this.map = L.map(box, {
      zoomControl: false, attributionControl: Boolean(box.dataset.credit), keyboard: false, minZoom: 10, maxZoom: 19,
      zoomAnimation: !matchMedia("(prefers-reduced-motion: reduce)").matches, scrollWheelZoom: true, zoomSnap: box.dataset.tiles ? 1 : 0.5,
    });
    L.control.zoom({ zoomInTitle: box.dataset.zoomIn, zoomOutTitle: box.dataset.zoomOut }).addTo(this.map);
    if (box.dataset.credit) this.map.attributionControl.setPrefix(false).addAttribution(text("", box.dataset.credit).outerHTML);
    if (box.dataset.tiles) L.tileLayer(box.dataset.tiles, { maxZoom: 19 }).addTo(this.map);
    this.box.classList.toggle("has-tiles", Boolean(box.dataset.tiles));
    this.lines = L.layerGroup().addTo(this.map);
    this.labels = L.layerGroup().addTo(this.map);
    this.marks = L.layerGroup().addTo(this.map);
    this.sectors = L.geoJSON(outline, { interactive: false, style: { className: "map-sector", weight: 2, dashArray: "6 4" } }).addTo(this.map);
    for (const layer of this.sectors.getLayers()) this.names.push({ at: layer.getBounds().getCenter(), words: layer.feature.properties.name, kind: "is-sector", from: 0, until: 99 });
    // Without sectors there would be nothing to see from afar: the streets are.
    this.streetsFrom = outline.features.length ? STREETS_FROM : 0;
    const [west, south, east, north] = outline.bbox;
    this.whole = L.latLngBounds([south, west], [north, east]);
    this.map.on("moveend", () => this.draw());
    // A photo taken far from the town would shrink it to a dot.
    const near = this.whole.pad(0.5);
    this.places = JSON.parse(box.dataset.marks || "[]").filter((one) => !one.photo || near.contains([one.lat, one.lon]));
    // Before it has a view a map has no elements.
    this.first();
    this.put(this.places);
    this.map.on("click", (event) => this.take(event.latlng));
    box.addEventListener("keydown", (event) => this.onKey(event));
  }

  first() {
    if (this.places.length) this.map.fitBounds(this.places.map((one) => [one.lat, one.lon]), { maxZoom: 17, padding: [40, 40] });
    else this.map.fitBounds(this.whole, { maxZoom: 17 });
  }

  // The places considered, by the keys that choose them, and the one that stands in the fields above them all.
  put(places) {
    this.places = places;
    this.marks.clearLayers();
    const isSame = (one, other) => Math.abs(one.lat - other.lat) < SAME && Math.abs(one.lon - other.lon) < SAME;
    for (const one of places) {
      const isButton = Boolean(one.key);
      // One of those considered that is the chosen one is coloured so, and needs no pin of its own.
      if (one.chosen && places.some((other) => other.key && isSame(one, other))) continue;
      const isCurrent = isButton && places.some((other) => other.chosen && isSame(one, other));
      const icon = this.L.divIcon({ className: `map-mark${one.photo ? " is-photo" : one.chosen ? " is-chosen" : isCurrent ? " is-current" : ""}`, html: text("", one.key), iconSize: [28, 28], iconAnchor: one.chosen ? [14, 34] : [14, 14] });
      const mark = this.L.marker([one.lat, one.lon], { icon, title: one.label, keyboard: isButton, interactive: isButton, zIndexOffset: one.chosen || isCurrent ? 500 : 0 }).addTo(this.marks);
      if (isButton) mark.on("click keypress", (event) => {
        if (event.type === "keypress" && event.originalEvent.key !== "Enter") return;
        document.querySelector(`.picks [data-pick-street][data-key="${one.key}"]`)?.click();
      });
      const element = mark.getElement();
      if (isButton) element.setAttribute("aria-label", `${one.key}: ${one.label}`);
      else if (one.photo) {
        element.setAttribute("role", "img");
        element.setAttribute("aria-label", one.label);
      }
      else element.setAttribute("aria-hidden", "true");
    }
  }

  choose(point) {
    this.put([...this.places.filter((one) => !one.chosen), ...(point ? [{ ...point, key: "", chosen: true }] : [])]);
    if (point && !this.map.getBounds().pad(-0.1).contains([point.lat, point.lon])) this.map.setView([point.lat, point.lon], Math.max(16, this.map.getZoom()));
  }

  async take(at) {
    if (!this.box.dataset.at) return;
    const { lat, lng } = at.wrap();
    const answer = await fetch(`${this.box.dataset.at}?lat=${lat.toFixed(6)}&lon=${lng.toFixed(6)}`, { redirect: "error" });
    const found = answer.status === 200 ? await answer.json() : null;
    this.box.dispatchEvent(new CustomEvent("map-take", { bubbles: true, detail: found }));
    if (found) this.choose({ lat, lon: lng, label: `${found.number} ${found.name}`.trim() });
  }

  onKey(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target !== this.box) return;
    const way = { ArrowUp: [0, -STEP], ArrowDown: [0, STEP], ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0] }[event.key];
    // At once: Enter takes what is under the cross, not what was on the way there.
    if (way) this.map.panBy(way, { animate: false });
    else if (event.key === "+" || event.key === "=") this.map.zoomIn();
    else if (event.key === "-") this.map.zoomOut();
    else if (event.key === "Enter" && this.box.dataset.at) this.take(this.map.getCenter());
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  async draw() {
    const zoom = this.map.getZoom();
    const wanted = [];
    if (zoom >= this.streetsFrom) wanted.push(...squares(this.map, TILE_OF.streets).filter((one) => this.squares.has(one)).map((one) => `streets/${one}`));
    if (zoom >= HOUSES_FROM) wanted.push(...squares(this.map, TILE_OF.houses).map((one) => `houses/${one}`));
    this.write();
    const fresh = wanted.filter((one) => !this.asked.has(one));
    for (const one of fresh) this.asked.add(one);
    await Promise.all(fresh.map(async (one) => {
      try {
        this.add(one.startsWith("houses"), await fetched(`${this.box.dataset.map}/${one}?v=${this.box.dataset.version}`));
      } catch {
        // The line is down for a moment: the next move asks again.
        this.asked.delete(one);
      }
    }));
    if (fresh.length) this.write();
  }

  add(isHouses, collection) {
    for (const { geometry, properties } of collection.features) {
      if (isHouses) {
        this.numbers.push({ at: this.L.latLng(geometry.coordinates[1], geometry.coordinates[0]), words: properties.name, kind: "is-number", from: HOUSES_FROM, until: 99 });
        continue;
      }
      if (this.known.has(properties.at)) continue;
      this.known.add(properties.at);
      const points = geometry.type === "MultiLineString" ? geometry.coordinates.flat() : geometry.type === "Point" ? [geometry.coordinates] : geometry.coordinates;
      if (geometry.type === "MultiLineString" && !this.box.dataset.tiles) {
        this.L.polyline(geometry.coordinates.map((line) => line.map(([lon, lat]) => [lat, lon])), { className: "map-street", interactive: false, smoothFactor: 1 }).addTo(this.lines);
      }
      // A street that no line is known of is drawn by its houses: each a line of no length, whose round ends are a dot.
      if (geometry.type === "MultiPoint" && !this.box.dataset.tiles) {
        this.L.polyline(points.map(([lon, lat]) => [[lat, lon], [lat, lon]]), { className: "map-houses", interactive: false, smoothFactor: 0, noClip: true }).addTo(this.lines);
      }
      const kind = geometry.type === "Point" ? "is-spot" : "is-street";
      this.names.push({ points: points.map(([lon, lat]) => this.L.latLng(lat, lon)), words: properties.name, kind, from: NAMES_FROM, until: 99 });
    }
  }

  // Names where there is room for them, the sectors' first; a street's stands on what is seen of it.
  write() {
    this.labels.clearLayers();
    const zoom = this.map.getZoom();
    const size = this.map.getSize();
    const marks = this.places.map((one) => this.map.latLngToContainerPoint([one.lat, one.lon]));
    const taken = marks.map((spot) => [spot.x - 16, spot.y - 16, spot.x + 16, spot.y + 16]);
    taken.push([0, 0, 64, 112]);
    let count = 0;
    const hasTiles = Boolean(this.box.dataset.tiles);
    for (const one of [...this.names, ...this.numbers]) {
      if (zoom < one.from || zoom >= one.until || count >= (one.kind === "is-number" ? 4 : 1) * MOST_NAMES || (hasTiles && one.kind !== "is-sector")) continue;
      const half = one.words.length * LETTER / 2;
      for (const at of one.at ? [one.at] : one.points) {
        const spot = this.map.latLngToContainerPoint(at);
        const room = [spot.x - half, spot.y - LINE / 2, spot.x + half, spot.y + LINE / 2];
        if (room[0] < 0 || room[1] < 0 || room[2] > size.x || room[3] > size.y) continue;
        if (taken.some((other) => room[0] <= other[2] && other[0] <= room[2] && room[1] <= other[3] && other[1] <= room[3])) continue;
        taken.push(room);
        count += 1;
        this.L.marker(at, { icon: label(this.L, one.kind, one.words), interactive: false, keyboard: false, zIndexOffset: -1000 }).addTo(this.labels);
        break;
      }
    }
  }
}

export const find = () => drawn.get(document.querySelector("[data-map]"));

const show = async (box) => {
  if (drawn.has(box)) return;
  drawn.set(box, null);
  let loaded = null;
  try {
    loaded = await Promise.all([load(box), fetched(`${box.dataset.map}?v=${box.dataset.version}`)]);
  } catch {
    drawn.delete(box);
    box.replaceChildren(text("map-fault", box.dataset.fault));
    return;
  }
  box.replaceChildren();
  const map = new TownMap(loaded[0], box, loaded[1]);
  drawn.set(box, map);
  box.classList.add("is-drawn");
  box.dispatchEvent(new CustomEvent("map-drawn", { bubbles: true, detail: { L: map.L, map: map.map, town: map } }));
};

const remember = (isOpen) => {
  try { sessionStorage.setItem(OPEN, isOpen ? "1" : ""); } catch { /* Then it is closed on the next page. */ }
};

const wasOpen = () => {
  try { return sessionStorage.getItem(OPEN) === "1"; } catch { return false; }
};

// A map somebody opened stays open on the pages that follow; what can be seen without opening is drawn at once.
export const mount = () => {
  for (const box of document.querySelectorAll("[data-map-box][hidden]")) {
    box.hidden = false;
    if (wasOpen()) box.open = true;
  }
  for (const box of document.querySelectorAll("[data-map]:not(details [data-map])")) show(box);
};

// What lies within something closed has no size yet, and is drawn when that is opened, too.
document.addEventListener("toggle", (event) => {
  const opened = event.target;
  if (opened.matches?.("[data-map-box]")) remember(opened.open);
  if (!opened.open || !opened.querySelectorAll) return;
  for (const box of opened.querySelectorAll("[data-map]")) if (box.offsetParent !== null) show(box);
}, true);
mount();
