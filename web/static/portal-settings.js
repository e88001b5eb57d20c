// How a colour looks while it is chosen; the same reckoning as domain/colours.py, which decides.
const GROUND = "#f4f5f7", LEAST = 4.5, STEPS = 100;
const parts = (colour) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
const linear = (part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4);
const luminance = (colour) => { const [red, green, blue] = parts(colour).map(linear); return 0.2126 * red + 0.7152 * green + 0.0722 * blue; };
const contrast = (one, other) => { const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b); return (light + 0.05) / (dark + 0.05); };
const mixed = (colour, share) => "#" + parts(colour).map((part) => Math.round(part * (1 - share)).toString(16).padStart(2, "0")).join("");
const readable = (colour) => {
  for (let step = 0; step <= STEPS; step += 1) {
    const found = mixed(colour, step / STEPS);
    if (contrast(found, GROUND) >= LEAST) return found;
  }
  return "#000000";
};

const look = document.querySelector("[data-look]");
const field = look?.querySelector("input[type=color]");
const shown = look?.querySelector("[data-look-shown]");
const told = look?.querySelector("[data-look-said]");
field?.addEventListener("input", () => {
  const colour = field.value, link = readable(colour);
  const text = contrast(colour, "#000000") > contrast(colour, "#ffffff") ? "#000000" : "#ffffff";
  shown.style.setProperty("--town", colour);
  shown.style.setProperty("--town-text", text);
  shown.style.setProperty("--shown-link", link);
  const figure = (value) => value.toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 });
  const words = link === colour ? told.dataset.fine : told.dataset.mended;
  told.textContent = words.replace("ON", figure(contrast(colour, text))).replace("LINK", figure(contrast(colour, GROUND))).replace("SHOWN", link);
});
