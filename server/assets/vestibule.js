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
