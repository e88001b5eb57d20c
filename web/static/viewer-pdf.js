// Pages of a PDF, drawn by PDF.js in a worker of our own origin: sharp at every size, in colour. Nothing in a PDF is run; what cannot be
// drawn stays the picture that is there.
"use strict";
const MOST_PIXELS = 16_000_000;
const version = new URL(import.meta.url).search;
const VENDOR = new URL("./vendor/pdfjs-dist/", import.meta.url).href;

const load = async () => {
  const pdfjs = await import(`${VENDOR}build/pdf.min.mjs${version}`);
  pdfjs.GlobalWorkerOptions.workerSrc = `${VENDOR}build/pdf.worker.min.mjs${version}`;
  return pdfjs;
};

// Return a function that draws a page into a face of a given width in pixels of the screen, or null where the PDF cannot be had.
export const open = async (address) => {
  const answer = await fetch(address, { redirect: "error" });
  if (!answer.ok || !(answer.headers.get("Content-Type") ?? "").startsWith("application/pdf")) return null;
  const [pdfjs, content] = await Promise.all([load(), answer.arrayBuffer()]);
  const task = pdfjs.getDocument({
    data: content, isEvalSupported: false, enableXfa: false, useWasm: false, wasmUrl: `${VENDOR}wasm/`, stopAtErrors: false,
    useWorkerFetch: false, disableAutoFetch: true, verbosity: 0,
  });
  const document_ = await task.promise;
  const close = () => { task.destroy(); };
  const draw = async (face, number, width) => {
    if (number > document_.numPages) return;
    const page = await document_.getPage(number);
    const own = page.getViewport({ scale: 1 });
    const scale = Math.min((width * devicePixelRatio) / own.width, Math.sqrt(MOST_PIXELS / (own.width * own.height)));
    const viewport = page.getViewport({ scale });
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.floor(viewport.width));
    canvas.height = Math.max(1, Math.floor(viewport.height));
    canvas.setAttribute("aria-hidden", "true");
    // Annotations are not drawn as fields one could type into, and no action of theirs exists here.
    await page.render({ canvas, viewport, annotationMode: pdfjs.AnnotationMode.ENABLE, intent: "display" }).promise;
    face.querySelector(":scope > canvas")?.remove();
    face.querySelector(":scope > img").after(canvas);
  };
  return { draw, close };
};
