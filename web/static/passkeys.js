// Passkeys: asks the server what is wanted, the browser for it, and sends the answer as an ordinary form. Without it forms stay hidden.
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const described = (ones) => (ones ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

async function made(options) {
  const user = { ...options.user, id: bytes(options.user.id) };
  const wanted = { ...options, challenge: bytes(options.challenge), user, excludeCredentials: described(options.excludeCredentials) };
  const found = await navigator.credentials.create({ publicKey: wanted });
  const { attestationObject, clientDataJSON } = found.response;
  return told(found, { attestationObject: text(attestationObject), clientDataJSON: text(clientDataJSON), transports: found.response.getTransports?.() ?? [] });
}

async function shown(options) {
  const wanted = { ...options, challenge: bytes(options.challenge), allowCredentials: described(options.allowCredentials) };
  const found = await navigator.credentials.get({ publicKey: wanted });
  const { authenticatorData, clientDataJSON, signature, userHandle } = found.response;
  const response = { authenticatorData: text(authenticatorData), clientDataJSON: text(clientDataJSON), signature: text(signature) };
  return told(found, userHandle ? { ...response, userHandle: text(userHandle) } : response);
}

const told = (found, response) =>
  JSON.stringify({ id: found.id, rawId: text(found.rawId), type: found.type, response, clientExtensionResults: found.getClientExtensionResults() });

async function send(form) {
  const fault = form.querySelector("[data-passkey-fault]");
  const say = (words) => { fault.textContent = words; fault.hidden = !words; };
  say("");
  const asked = await fetch(form.dataset.options, { method: "POST", body: new URLSearchParams(new FormData(form)) });
  const answer = await asked.json();
  if (!asked.ok) return say(answer.fault ?? fault.dataset.words);
  try {
    form.elements.credential.value = await (form.dataset.passkey === "make" ? made(answer) : shown(answer));
  } catch {
    // Closed by who was asked, nothing fits, or the device has this account's passkey already: the browser says no more.
    return say(fault.dataset.words);
  }
  if (form.elements.password) form.elements.password.value = "";
  form.submit();
}

if (window.PublicKeyCredential && window.isSecureContext) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send(form).catch(() => {
        const fault = form.querySelector("[data-passkey-fault]");
        fault.textContent = fault.dataset.words;
        fault.hidden = false;
      });
    });
  }
  for (const one of document.querySelectorAll("[data-passkey-none]")) one.hidden = true;
}
