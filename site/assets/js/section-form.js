// The form of a section: its own buttons (one range more, a day copied) act at once, and what parents see follows
// what is typed. The server does the work in both cases, as it does without this script.

const PAUSE_MS = 600;
const PHONE = "(width < 75rem)";

const form = document.querySelector("[data-section-form]");

/* What the page would be if the form were sent with this button; null where that cannot be told. */
async function asked(button, signal) {
  const sent = new FormData(form);
  sent.append(button.name, button.value);
  try {
    const answer = await fetch(location.pathname, { method: "POST", body: sent, signal });
    if (!answer.ok) return null;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return page.querySelector("[data-section-form]") ? page : null;
  } catch {
    return null;
  }
}

function taken(page, selector) {
  const [here, there] = [form.querySelector(selector), page.querySelector(selector)];
  if (here && there) here.replaceChildren(...there.childNodes);
}

/* Which parts were opened stays so: the server knows nothing of it. */
function keepingOpen(change) {
  const open = [...form.querySelectorAll("[data-body] details")].map((each) => each.open);
  change();
  form.querySelectorAll("[data-body] details").forEach((each, at) => {
    each.open = open[at] ?? each.open;
  });
}

/* What would be typed before the answer is there would go with the fields that the answer replaces. */
function hold(isHeld) {
  const body = form.querySelector("[data-body]");
  body.inert = isHeld;
  if (isHeld) body.setAttribute("aria-busy", "true");
  else body.removeAttribute("aria-busy");
}

async function arrange(button) {
  following.abort();
  const asking = asked(button);
  hold(true);
  const page = await asking;
  hold(false);
  if (!page) {
    // The long way, which always works.
    form.requestSubmit(button);
    return;
  }
  keepingOpen(() => taken(page, "[data-body]"));
  taken(page, "[data-preview-body]");
  goOn(button);
  tell(page);
  form.dispatchEvent(new CustomEvent("section:arranged"));
}

/* Where no field is to be filled in: at the button that was pressed, or at the next of its kind. */
function goOn(button) {
  const like = [...form.querySelectorAll("[data-body] [data-arrange]")].filter(({ name }) => name === button.name);
  (like.find(({ value }) => value === button.value) ?? like.at(-1))?.focus({ preventScroll: true });
}

/* The same element says it: readers hear what changes in it, not what comes with it. */
function tell(page) {
  const said = page.querySelector("[data-said]");
  const here = form.querySelector("[data-said]");
  here.replaceChildren(...said.childNodes);
  here.classList.toggle("unseen", said.classList.contains("unseen"));
  document.getElementById(said.dataset.focus)?.focus();
}

const following = {
  timer: 0,
  request: null,
  abort() {
    clearTimeout(this.timer);
    this.request?.abort();
  },
  again() {
    this.abort();
    this.timer = setTimeout(() => this.look(), PAUSE_MS);
  },
  async look() {
    this.request = new AbortController();
    const page = await asked(form.querySelector("[data-look]"), this.request.signal);
    if (!page) return;
    taken(page, "[data-preview-body]");
    form.dispatchEvent(new CustomEvent("section:followed", { detail: page }));
  },
};

if (form) {
  let isArranging = false;
  form.addEventListener("submit", async (event) => {
    following.abort();
    const button = event.submitter;
    if (!button?.hasAttribute("data-arrange") || isArranging) return;
    event.preventDefault();
    isArranging = true;
    await arrange(button);
    isArranging = false;
  });
  const preview = form.querySelector("[data-preview]");
  if (preview) {
    // On a phone it is folded: one line above « Soumettre ». Whoever opens it keeps it open.
    if (matchMedia(PHONE).matches && !form.querySelector(".changed")) preview.open = false;
    form.querySelector("[data-look]").closest("p").hidden = true;
    // An address is looked up: when it is finished, not at every letter.
    const typed = form.querySelector("[data-pointmap]") ? "change" : "input";
    form.addEventListener(typed, () => following.again());
    form.addEventListener("section:moved", () => following.again());
  }
  // What was wrong comes first.
  document.getElementById("erreurs")?.focus();
}
