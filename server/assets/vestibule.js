// What makes the pages handier. Everything also works without it, and every word it
// says is in a data- attribute of the page.

const each = (selector, act) => document.querySelectorAll(selector).forEach(act);
const live = document.querySelector("[data-live]");

/** Says something to those who listen rather than look. */
function say(words) {
  if (live && words) live.textContent = words;
}

/** Ticks the box that a button or link stands for. */
function tick(control) {
  const box = document.getElementById(control.dataset.ticks ?? "");
  if (box) box.checked = true;
}

// What only those read who do without.
each("[data-without-script]", (words) => words.remove());

// A password can be looked at.
each("[data-reveal]", (button) => {
  const input = document.getElementById(button.dataset.reveal);
  if (!input) return;
  const show = (visible) => {
    input.type = visible ? "text" : "password";
    button.setAttribute("aria-pressed", String(visible));
  };
  button.hidden = false;
  button.addEventListener("click", () => show(input.type === "password"));
  // Sent and remembered as what it is.
  input.form?.addEventListener("submit", () => show(false));
});

// Text can be copied: list items a line each, groups of a key without their spaces.
function textOf(element, joined) {
  const items = [...element.querySelectorAll("li")];
  if (items.length > 0) return items.map((item) => item.textContent.trim()).join("\n") + "\n";
  return joined ? element.textContent.replace(/\s+/g, "") : element.textContent.trim();
}

each("[data-copy]", (button) => {
  const source = document.getElementById(button.dataset.copy);
  if (!source || !navigator.clipboard) return;
  const label = button.textContent;
  let timer;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(textOf(source, "copyJoined" in button.dataset));
    } catch {
      return; // Not allowed here: the text can still be selected.
    }
    tick(button);
    button.textContent = button.dataset.copied;
    say(button.dataset.copied);
    clearTimeout(timer);
    timer = setTimeout(() => {
      button.textContent = label;
      say(" ");
    }, 2500);
  });
});

each("a[data-ticks]", (link) => link.addEventListener("click", () => tick(link)));

each("[data-print]", (button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});

// A form is sent once. Coming back with the browser's button makes it ready again.
const sent = new WeakSet();
each("form[method=post]", (form) => {
  form.addEventListener("submit", (event) => {
    // A file can be had more than once, and the page stays.
    if (event.submitter && "again" in event.submitter.dataset) return;
    if (sent.has(form)) return event.preventDefault();
    sent.add(form);
    form.setAttribute("aria-busy", "true");
    // A server that doesn't answer must not keep the button for ever.
    setTimeout(() => ready(form), 15000);
  });
});
function ready(form) {
  sent.delete(form);
  form.removeAttribute("aria-busy");
}
window.addEventListener("pageshow", (event) => {
  if (event.persisted) each("form[aria-busy]", ready);
});

// The strength of a new password, as the server sees it.
each("[data-meter]", (meter) => {
  const input = document.getElementById(meter.dataset.for);
  const sentence = meter.querySelector(".meter-sentence");
  if (!input || !sentence) return;
  const fields = input.form.elements;
  let timer;
  let asking;

  function show(answer) {
    meter.dataset.score = answer ? String(answer.score) : "";
    meter.dataset.acceptable = answer ? String(answer.acceptable) : "";
    sentence.textContent = answer ? answer.sentence : "";
  }

  async function ask() {
    asking?.abort();
    if (!input.value) return show(null);
    asking = new AbortController();
    const question = {
      password: input.value,
      username: fields.username?.value ?? meter.dataset.username ?? "",
      email: fields.email?.value ?? "",
      two_step: "twoStep" in meter.dataset,
    };
    try {
      const response = await fetch(meter.dataset.meter, {
        method: "POST",
        headers: { "content-type": "application/json", accept: "application/json" },
        body: JSON.stringify(question),
        signal: asking.signal,
      });
      show(response.ok ? await response.json() : null);
    } catch (problem) {
      if (problem.name !== "AbortError") show(null);
    }
  }

  meter.hidden = false;
  for (const field of [input, fields.username, fields.email]) {
    field?.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, 300);
    });
  }
  if (input.value) ask();
});

// A security key: the page asks the server what to ask, the browser asks the key, and the
// answer is sent with the form, in the field that the box names (WebAuthn Level 3 §5.1).
function bytesOf(text) {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (char) => char.charCodeAt(0));
}

function textOfBytes(buffer) {
  const binary = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** The server's options with bytes where the browser wants bytes. */
function optionsOf(json) {
  const listed = (list) => list?.map((one) => ({ ...one, id: bytesOf(one.id) }));
  const options = { ...json, challenge: bytesOf(json.challenge) };
  if (json.user) options.user = { ...json.user, id: bytesOf(json.user.id) };
  if (json.excludeCredentials) options.excludeCredentials = listed(json.excludeCredentials);
  if (json.allowCredentials) options.allowCredentials = listed(json.allowCredentials);
  return options;
}

/** What the key answered, as `toJSON` writes it where a browser has that. */
function answerOf(credential) {
  const { response } = credential;
  const answer = { clientDataJSON: textOfBytes(response.clientDataJSON) };
  if (response.attestationObject) {
    answer.attestationObject = textOfBytes(response.attestationObject);
    answer.transports = response.getTransports?.() ?? [];
  } else {
    answer.authenticatorData = textOfBytes(response.authenticatorData);
    answer.signature = textOfBytes(response.signature);
    if (response.userHandle) answer.userHandle = textOfBytes(response.userHandle);
  }
  return {
    id: credential.id,
    rawId: textOfBytes(credential.rawId),
    type: credential.type,
    response: answer,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

/** Which sentence of the page fits what the browser threw. */
function wordFor(problem, isLate) {
  if (problem.name === "InvalidStateError") return "known";
  if (problem.name === "SecurityError") return "wrongSite";
  if (problem.name === "NotAllowedError" || problem.name === "AbortError") return isLate ? "timedOut" : "cancelled";
  return "failed";
}

each("[data-key]", async (box) => {
  const form = box.closest("form");
  const go = box.querySelector("[data-key-go]");
  const says = box.querySelector("[data-key-says]");
  const isCreation = box.dataset.key === "create";
  const otherwise = form.querySelector("[data-otherwise]");
  let asked;
  let askedAt = 0;

  /** Options last five minutes on the server; half of that is left to touch the key. */
  async function ask() {
    if (asked && Date.now() - askedAt < 150000) return asked;
    const response = await fetch(box.dataset.options, { method: "POST", headers: { accept: "application/json" } });
    asked = response.ok ? (await response.json()).options : undefined;
    askedAt = Date.now();
    return asked;
  }

  function tell(word) {
    says.textContent = box.dataset[word] ?? "";
    box.dataset.state = word ?? "";
  }

  function unable(word) {
    box.hidden = false;
    go.hidden = true;
    tell(word);
    if (otherwise) otherwise.open = true;
  }

  async function run() {
    const password = form.elements.password;
    if (password && !password.value) {
      password.focus();
      return tell("password");
    }
    const started = Date.now();
    go.setAttribute("aria-busy", "true");
    tell("waiting");
    try {
      const json = await ask();
      if (!json) return tell("ended");
      asked = undefined;
      const publicKey = optionsOf(json);
      const keys = navigator.credentials;
      const credential = await (isCreation ? keys.create({ publicKey }) : keys.get({ publicKey }));
      const answer = JSON.stringify(answerOf(credential));
      form.addEventListener("formdata", (event) => event.formData.set(box.dataset.field, answer), { once: true });
      form.requestSubmit();
    } catch (problem) {
      tell(wordFor(problem, Date.now() - started > 290000));
      if (otherwise) otherwise.open = true;
    } finally {
      go.removeAttribute("aria-busy");
    }
  }

  if (!window.isSecureContext || !window.PublicKeyCredential) {
    // Where a code does as well there is nothing to be said.
    const hasCode = !isCreation && !otherwise;
    return hasCode ? undefined : unable(window.isSecureContext ? "unsupported" : "insecure");
  }
  try {
    if (!(await ask()) && !isCreation) {
      // A key that is there and counts no more: the other way is the only one.
      if (otherwise) otherwise.open = true;
      return;
    }
  } catch {
    // Not reached now; pressing the button asks again.
  }
  box.hidden = false;
  go.addEventListener("click", run);
});
