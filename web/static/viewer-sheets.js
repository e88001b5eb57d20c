// Pages in the viewer: their size, how they are turned, the strip, words that can be selected and found on them, PDF.js where it helps.
"use strict";
const version = new URL(import.meta.url).search;
const SVG = "http://www.w3.org/2000/svg";
const WHOLE = 10_000;
const SHARP = 1.3;
const BEST_DPI = 200;
const LEAST = 0.1;
const MOST = 4;

const drawn = (name, attributes, ...children) => {
  const one = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) one.setAttribute(key, value);
  one.append(...children);
  return one;
};

const layer = (kind, face) => {
  const one = drawn("svg", { class: kind, viewBox: `0 0 ${WHOLE} ${WHOLE}`, preserveAspectRatio: "none", "aria-hidden": "true", focusable: "false" });
  face.append(one);
  return one;
};

const pageOf = (figure) => {
  const paper = figure.querySelector(".sheet-paper");
  return {
    number: Number(figure.dataset.page), pdf: Number(figure.dataset.pdfPage), figure, paper, face: paper?.querySelector(".sheet-face"),
    width: Number(paper?.dataset.width), height: Number(paper?.dataset.height), turns: 0, scale: 1, drawnAt: 0, isSeen: false, hasWords: false,
  };
};

const place = (page, scale) => {
  if (!page.paper) return;
  page.scale = scale;
  const [wide, high] = [page.width * scale, page.height * scale];
  const isAcross = page.turns % 2 === 1;
  const moves = ["none", `translateX(${high}px) rotate(90deg)`, `translate(${wide}px, ${high}px) rotate(180deg)`, `translateY(${wide}px) rotate(-90deg)`];
  page.paper.style.width = `${isAcross ? high : wide}px`;
  page.paper.style.height = `${isAcross ? wide : high}px`;
  page.face.style.width = `${wide}px`;
  page.face.style.height = `${high}px`;
  page.face.style.transform = moves[page.turns];
};

// Words over the picture, unseen, so that they can be selected; they scale with it.
const layWords = (page, lines) => {
  if (page.hasWords || !page.face) return;
  page.hasWords = true;
  const words = layer("sheet-words", page.face);
  for (const line of lines) {
    const text = drawn("text", {});
    for (const [word, left, top, right, bottom] of line) {
      const span = { x: left, y: bottom - (bottom - top) * 0.2, "font-size": Math.max(1, bottom - top), textLength: Math.max(1, right - left), lengthAdjust: "spacingAndGlyphs" };
      text.append(drawn("tspan", span, word), " ");
    }
    words.append(text, "\n");
  }
};

export const open = (root, search) => {
  const box = root.querySelector(".sheets");
  const tools = root.querySelector(".viewer-tools");
  const strip = root.querySelector(".strip");
  const pages = [...root.querySelectorAll(".sheet")].map(pageOf);
  let [mode, size, current, told, hits, pdf, resized] = ["width", 1, 1, null, [], null, () => {}];
  const ending = new AbortController();
  const { signal } = ending;
  root.classList.add("is-live");

  // --- size
  const scaleOf = (page) => {
    if (mode === "free") return size;
    const style = getComputedStyle(box);
    const across = box.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    const [wide, high] = page.turns % 2 ? [page.height, page.width] : [page.width, page.height];
    const byWidth = across / wide;
    const fits = mode === "page" ? Math.min(byWidth, (Math.min(box.clientHeight, innerHeight) - 56) / high) : byWidth;
    return Math.max(LEAST, fits);
  };
  const sharpen = async (page) => {
    if (!page.isSeen || !page.face) return;
    const isSmall = page.scale <= SHARP && !("always" in root.dataset);
    if (root.dataset.pdf && !isSmall) {
      pdf ??= import(`./viewer-pdf.js${version}`).then((module) => module.open(root.dataset.pdf)).catch(() => null);
      const wanted = page.scale;
      const document_ = await pdf;
      if (document_ && wanted === page.scale && page.drawnAt !== wanted) {
        page.drawnAt = wanted;
        // What PDF.js cannot draw stays the server's picture.
        await document_.draw(page.face, page.pdf, page.width * wanted).catch(() => null);
        return;
      }
      if (document_) return;
    }
    const picture = page.face.querySelector("img");
    const better = picture.src.replace(/dpi=\d+/u, `dpi=${BEST_DPI}`);
    if (page.scale > SHARP && picture.src !== better) picture.src = better;
  };
  const apply = () => {
    const [top, left] = [box.scrollTop / box.scrollHeight, (box.scrollLeft + box.clientWidth / 2) / box.scrollWidth];
    for (const page of pages) place(page, scaleOf(page));
    box.scrollTop = top * box.scrollHeight;
    box.scrollLeft = left * box.scrollWidth - box.clientWidth / 2;
    if (mode !== "free") size = pages.find((page) => page.number === current)?.scale ?? size;
    clearTimeout(apply.timer);
    apply.timer = setTimeout(() => pages.forEach(sharpen), 150);
    resized();
  };
  const resize = (next) => {
    mode = next === "width" || next === "page" ? next : "free";
    if (mode === "free") size = Math.min(MOST, Math.max(LEAST, next));
    apply();
  };
  const turn = () => {
    const page = pages[current - 1];
    if (!page) return;
    page.turns = (page.turns + 1) % 4;
    apply();
  };

  // --- the page one reads
  const isScroller = () => box.scrollHeight > box.clientHeight + 1;
  const go = (number) => {
    const page = pages[number - 1];
    if (!page) return false;
    if (isScroller()) box.scrollTop += page.figure.getBoundingClientRect().top - box.getBoundingClientRect().top - 8;
    else page.figure.scrollIntoView({ block: "start" });
    point(number);
    return true;
  };
  const point = (number) => {
    current = number;
    for (const link of strip?.querySelectorAll("a[data-page]") ?? []) {
      const isHere = Number(link.dataset.page) === number;
      if (isHere) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
      if (isHere && strip.scrollHeight > strip.clientHeight) strip.scrollTop = link.offsetTop - strip.offsetTop - strip.clientHeight / 3;
    }
  };
  const look = () => {
    const middle = isScroller() ? box.getBoundingClientRect().top + box.clientHeight / 3 : innerHeight / 3;
    const isEnd = isScroller() && box.scrollTop + box.clientHeight >= box.scrollHeight - 2;
    const at = isEnd ? pages.length : pages.filter((page) => page.figure.getBoundingClientRect().top <= middle).length;
    if (at && at !== current && pages[current - 1]) point(at);
  };
  let looking = 0;
  const lookSoon = () => {
    cancelAnimationFrame(looking);
    looking = requestAnimationFrame(look);
  };
  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      const page = pages.find((one) => one.figure === entry.target);
      page.isSeen = entry.isIntersecting;
      if (!page.isSeen) continue;
      sharpen(page);
      if (told) layWords(page, told.pages[page.number - 1] ?? []);
    }
  }, { rootMargin: "200px" });

  // --- words
  let asking = null;
  const learn = () => {
    asking ??= fetch(`${root.dataset.base}/words`, { redirect: "error" }).then(async (answer) => {
      if (!answer.ok) throw new Error(`words: ${answer.status}`);
      told = await answer.json();
      for (const page of pages.filter((one) => one.isSeen)) layWords(page, told.pages[page.number - 1] ?? []);
      return told;
    }).catch((error) => {
      asking = null;
      throw error;
    });
    return asking;
  };
  const mark = () => {
    for (const one of root.querySelectorAll(".sheet-hits")) one.remove();
    for (const hit of hits) {
      const face = pages[hit.page]?.face;
      if (!face) continue;
      const into = face.querySelector(".sheet-hits") ?? layer("sheet-hits", face);
      hit.boxes = hit.words.map(([, left, top, right, bottom]) => drawn("rect", { x: left - 20, y: top - 20, width: right - left + 40, height: bottom - top + 40 }));
      into.append(...hit.boxes);
    }
  };
  const find = async (query) => {
    hits = [];
    let isNear = false;
    if (query) {
      const known = await learn();
      const all = known.pages.map((lines) => lines.flat());
      const folded = all.map((words) => words.flatMap((one) => search.fold(one[0]).split(" ").map((part) => ({ part, one }))).filter(({ part }) => part));
      const found = folded.map((words) => search.find(words.map(({ part }) => part), query));
      const isExact = found.some((one) => one.found.length && !one.isNear);
      isNear = !isExact && found.some((one) => one.found.length);
      found.forEach((one, page) => {
        if (isExact && one.isNear) return;
        for (const [from, to] of one.found) hits.push({ page, words: [...new Set(folded[page].slice(from, to).map((word) => word.one))], boxes: [] });
      });
    }
    mark();
    return { count: hits.length, isNear, isCut: Boolean(query && told?.is_cut) };
  };
  const show = (at) => {
    for (const one of root.querySelectorAll(".sheet-hits .is-here")) one.classList.remove("is-here");
    for (const one of hits[at].boxes) one.classList.add("is-here");
    const [inner, outer] = [hits[at].boxes[0]?.getBoundingClientRect(), box.getBoundingClientRect()];
    if (!inner) return;
    if (isScroller()) {
      if (inner.top < outer.top + 16 || inner.bottom > outer.bottom - 16) box.scrollTop += inner.top - outer.top - outer.height / 3;
      if (inner.left < outer.left || inner.right > outer.right) box.scrollLeft += inner.left - outer.left - outer.width / 3;
    }
    const now = hits[at].boxes[0].getBoundingClientRect();
    if (now.top < 0 || now.bottom > innerHeight) scrollBy(0, now.top - innerHeight / 3);
  };

  // --- fingers, wheel, strip
  const fingers = new Map();
  let [began, from] = [0, 1];
  const gap = () => {
    const [one, other] = [...fingers.values()];
    return Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
  };
  const lift = (event) => { fingers.delete(event.pointerId); };
  box.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "touch") return;
    fingers.set(event.pointerId, event);
    if (fingers.size === 2) [began, from] = [gap(), pages[current - 1]?.scale ?? 1];
  }, { signal });
  box.addEventListener("pointermove", (event) => {
    if (!fingers.has(event.pointerId)) return;
    fingers.set(event.pointerId, event);
    if (fingers.size === 2 && began) resize((from * gap()) / began);
  }, { signal });
  for (const kind of ["pointerup", "pointercancel", "pointerleave"]) box.addEventListener(kind, lift, { signal });
  box.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    resize((pages[current - 1]?.scale ?? 1) * Math.exp(-event.deltaY / 300));
  }, { passive: false, signal });
  // Only who reaches for words on a picture has them fetched.
  if (!("always" in root.dataset)) box.addEventListener("pointerover", () => { learn().catch(() => null); }, { once: true, signal });
  strip?.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-page]");
    if (!link) return;
    event.preventDefault();
    go(Number(link.dataset.page));
  }, { signal });
  strip?.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (!step || !event.target.matches("a[data-page]")) return;
    event.preventDefault();
    const number = Math.min(pages.length, Math.max(1, Number(event.target.dataset.page) + step));
    go(number);
    strip.querySelector(`a[data-page="${number}"]`).focus();
  }, { signal });
  for (const link of strip?.querySelectorAll("a[data-page]") ?? []) {
    const picture = document.createElement("img");
    Object.assign(picture, { loading: "lazy", decoding: "async", alt: "", src: `${root.dataset.base}/pages/${link.dataset.page}.png?dpi=40` });
    // A page that cannot be drawn keeps its number.
    picture.addEventListener("error", () => picture.remove());
    link.querySelector(".strip-thumb").append(picture);
  }
  box.addEventListener("scroll", lookSoon, { passive: true, signal });
  addEventListener("scroll", lookSoon, { passive: true, signal });
  pages.forEach((page) => seen.observe(page.figure));
  let wide = 0;
  const fitting = new ResizeObserver(() => {
    if (mode !== "free" && box.clientWidth !== wide) {
      wide = box.clientWidth;
      apply();
    }
  });
  fitting.observe(box);
  apply();
  point(1);

  return {
    tools, resize, turn, find, show,
    size: () => pages[current - 1]?.scale ?? size,
    fit: () => (mode === "free" ? null : mode),
    onResized: (listener) => { resized = listener; },
    focus: () => box.focus({ preventScroll: true }),
    page: (step) => go(current + step),
    strip: () => {
      const link = strip?.querySelector("[aria-current]");
      link?.focus();
      return Boolean(link);
    },
    owns: (target) => root.contains(target),
    close: () => {
      ending.abort();
      seen.disconnect();
      fitting.disconnect();
      clearTimeout(apply.timer);
      pdf?.then((one) => one?.close());
    },
  };
};
