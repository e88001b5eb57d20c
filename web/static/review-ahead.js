// The next request is there before this one is decided: its page is fetched ahead, and comes as soon as the decision is kept.
"use strict";
const FRESH = 120_000;
let coming = null;
let isBusy = false;
let shown = location.pathname;
let mount = () => {};
let typing = null;

const parsed = (text) => new DOMParser().parseFromString(text, "text/html");

const fetchAhead = async () => {
  const request = document.getElementById("hold")?.dataset.request;
  if (!request || !document.querySelector("form[data-ahead]")) return null;
  try {
    const answer = await fetch(`/requests/${request}/ahead`, { redirect: "manual" });
    if (answer.status !== 200) return null;
    const page = parsed(await answer.text());
    for (const picture of [...page.querySelectorAll(".sheets img")].slice(0, 1)) new Image().src = picture.getAttribute("src");
    return { id: answer.headers.get("X-Request"), version: answer.headers.get("X-Version"), page, at: Date.now() };
  } catch {
    // Without it the next page is asked for as ever.
    return null;
  }
};

const prepare = () => { coming = fetchAhead(); };

const set = (page) => {
  document.getElementById("content").replaceWith(document.adoptNode(page.getElementById("content")));
  document.title = page.title;
  mount();
  scrollTo(0, 0);
};

const arrive = async (told) => {
  const next = await coming;
  const isHere = next && next.id === String(told.id) && next.version === String(told.version) && Date.now() - next.at < FRESH;
  if (!isHere) {
    location.assign(told.go);
    return;
  }
  const { page } = next;
  const state = parsed(told.state).getElementById("hold-state");
  page.getElementById("hold-state").replaceWith(page.adoptNode(state));
  const hold = page.getElementById("hold");
  hold.classList.toggle("is-others", state.dataset.others === "1");
  if (told.done) hold.before(page.adoptNode(parsed(told.done).getElementById("done")));
  history.pushState(null, "", told.go);
  shown = location.pathname;
  for (const field of document.querySelectorAll("footer input[name=next]")) field.value = shown;
  set(page);
  document.getElementById("content").focus({ preventScroll: true });
  prepare();
};

const send = async (form, submitter) => {
  const next = await Promise.race([coming, null]);
  const body = new URLSearchParams(new FormData(form, submitter));
  let answer;
  try {
    answer = await fetch(form.getAttribute("action"), { method: "POST", body, headers: { "X-Ahead": next?.id ?? "0" } });
  } catch {
    // The line is down: the browser's own way says so.
    form.submit();
    return;
  }
  if ((answer.headers.get("Content-Type") ?? "").startsWith("application/json")) {
    await arrive(await answer.json());
    return;
  }
  // Why it was not done, beside the fields or on a page of its own: nothing was changed by it.
  typing.restore(form);
  const page = parsed(await answer.text());
  if (answer.redirected || !page.getElementById("content")) {
    location.reload();
    return;
  }
  set(page);
  (document.querySelector("main [role=alert]") ?? document.getElementById("content")).scrollIntoView({ block: "nearest" });
};

// What is set right is told where the decision is read: the button confirms that.
const isOther = (field) => field.value !== field.dataset.own;
const requester = (form) => ["name", "phone", "email", "address"].map((one) => form.elements[`who_${one}`]);

const isSet = (form) => {
  const { subject, department, street, number } = form.elements;
  return department.value !== "" || [subject, street, number, ...requester(form)].some(isOther);
};

// Whose it would be by what is typed, as the server's own rules say; asked once the typing rests.
let asking = 0;
let asked = "";
const foretell = (form, sent, isWanted) => {
  const { subject, department, street, number } = form.elements;
  const typed = new URLSearchParams([subject, department, street, number].map((one) => [one.name, one.value]));
  const query = isWanted ? `${form.getAttribute("action").replace(/decide$/, "outcome")}?${typed}` : "";
  if (query === asked) return;
  asked = query;
  clearTimeout(asking);
  if (!query) return;
  asking = setTimeout(async () => {
    const answer = await fetch(query).catch(() => null);
    if (answer?.status !== 200 || query !== asked || !sent.isConnected) return;
    const found = await answer.json();
    sent.dataset.told = `${found.department} · ${found.priority}`;
    sent.dataset.by = query;
    say(form);
  }, 150);
};

const say = (form) => {
  const { subject, department, street, number } = form.elements;
  const [told, sent, place] = ["subject", "department", "place"].map((name) => document.querySelector(`[data-says=${name}]`));
  if (!told || !sent) return;
  if (isSet(form)) form.closest("details").open = true;
  told.dataset.was ??= told.textContent;
  sent.dataset.was ??= sent.textContent;
  const isNew = isOther(subject);
  told.textContent = isNew ? subject.selectedOptions[0].label : told.dataset.was;
  foretell(form, sent, isNew || department.value !== "" || isOther(street) || isOther(number));
  const usual = department.value ? department.selectedOptions[0].label : isNew ? sent.dataset.usual : sent.dataset.was;
  sent.textContent = asked && sent.dataset.by === asked ? sent.dataset.told : usual;
  told.classList.toggle("is-set", isNew);
  sent.classList.toggle("is-set", sent.textContent !== sent.dataset.was);
  const who = document.querySelector("[data-says=requester]");
  const set = requester(form).filter(isOther);
  who.textContent = set.length ? ` · ${set.map((field) => field.value || "–").join(", ")}` : "";
  who.classList.toggle("is-set", set.length > 0);
  if (!place) return;
  const isMoved = isOther(street) || isOther(number);
  place.dataset.was ??= place.textContent;
  place.textContent = isMoved ? `${number.value} ${street.value}`.trim() : place.dataset.was;
  place.classList.toggle("is-set", isMoved);
};

const pick = (button) => {
  const form = button.closest("form");
  for (let above = button.parentElement; above; above = above.parentElement) if (above.tagName === "DETAILS") above.open = true;
  if (button.dataset.pickSubject) form.elements.subject.value = button.dataset.pickSubject;
  else {
    form.elements.street.value = button.dataset.pickStreet;
    form.elements.number.value = button.dataset.pickNumber;
  }
  (button.dataset.pickSubject ? form.elements.subject : form.elements.street).dispatchEvent(new Event("change", { bubbles: true }));
};

export const listen = (mountAll, typingModule) => {
  mount = () => {
    mountAll();
    document.querySelectorAll('form[data-typing="correct"]').forEach(say);
  };
  typing = typingModule;
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("form[data-ahead]")) return;
    event.preventDefault();
    if (isBusy) return;
    const right = document.querySelector('form[data-typing="correct"]');
    if (form.hasAttribute("data-confirm") && right && isSet(right)) {
      right.requestSubmit();
      return;
    }
    isBusy = true;
    typing.settle(form);
    document.getElementById("content").setAttribute("aria-busy", "true");
    try {
      await send(form, event.submitter);
    } finally {
      isBusy = false;
      document.getElementById("content")?.removeAttribute("aria-busy");
    }
  });
  const note = (event) => { if (event.target.form?.dataset.typing === "correct") say(event.target.form); };
  document.addEventListener("input", note);
  document.addEventListener("change", note);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-pick-subject], [data-pick-street]");
    if (!button) return;
    pick(button);
    // Keys of the page act again after a click; who goes by the keyboard stays where he is.
    if (event.detail > 0) button.blur();
  });
  addEventListener("popstate", () => { if (location.pathname !== shown) location.reload(); });
  document.querySelectorAll('form[data-typing="correct"]').forEach(say);
  prepare();
};
