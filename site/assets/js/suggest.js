// Suggestions under a search field: the combobox pattern of ARIA 1.2. Without this script it is a plain field.
// A suggestion is a text for the field or, where it has a `url`, a page to go to. `data-suggest-label` names the
// list and `data-suggest-words` one of it and several: places, unless the field says otherwise.

const DELAY_MS = 120;
let count = 0;

export function suggest(input) {
  const list = document.createElement("ul");
  list.id = `suggestions-${(count += 1)}`;
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.dataset.suggestLabel ?? "Lieux proposés");
  const [one, several] = (input.dataset.suggestWords ?? "lieu proposé,lieux proposés").split(",");
  list.hidden = true;
  const status = document.createElement("span");
  status.className = "unseen";
  status.setAttribute("role", "status");
  input.parentElement.append(list, status);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list.id);

  let active = -1;
  let timer = 0;
  let request = null;

  const options = () => [...list.children];

  function close() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    point(-1);
  }

  function point(index) {
    active = index;
    options().forEach((option, at) => option.setAttribute("aria-selected", String(at === index)));
    const option = options()[index];
    if (option) {
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  }

  function choose(option) {
    if (option.dataset.url) {
      location.assign(option.dataset.url);
      return;
    }
    input.value = option.dataset.label;
    close();
    input.form.requestSubmit();
  }

  function show(suggestions) {
    list.replaceChildren(
      ...suggestions.map(({ label, note, url }, index) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${index}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.dataset.label = label;
        option.textContent = label;
        if (url) option.dataset.url = url;
        if (note) {
          const words = document.createElement("span");
          words.className = "suggestions__note";
          words.textContent = note;
          option.append(" ", words);
        }
        return option;
      }),
    );
    list.hidden = suggestions.length === 0;
    input.setAttribute("aria-expanded", String(suggestions.length > 0));
    point(-1);
    const number = suggestions.length;
    status.textContent = number === 0 ? "" : number === 1 ? `1 ${one}` : `${number} ${several}`;
  }

  async function ask() {
    request?.abort();
    const typed = input.value.trim();
    if (typed.length < 2) {
      close();
      return;
    }
    request = new AbortController();
    try {
      const url = `${input.dataset.suggestUrl}?q=${encodeURIComponent(typed)}`;
      const answer = await fetch(url, { signal: request.signal });
      if (answer.ok && document.activeElement === input) show((await answer.json()).suggestions);
    } catch (error) {
      // Stale, or no network: the field still works by itself.
      if (error.name !== "AbortError") close();
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, DELAY_MS);
  });
  input.addEventListener("keydown", (event) => {
    const last = options().length - 1;
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (list.hidden) {
      if (event.key === "ArrowDown" && input.value.trim()) ask();
    } else if (event.key === "ArrowDown") {
      event.preventDefault();
      point(active >= last ? -1 : active + 1);
    } else if (event.key === "ArrowUp") {
      event.preventDefault();
      point(active < 0 ? last : active - 1);
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      choose(options()[active]);
    }
  });
  // The list is chosen from before the field loses its focus.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) choose(option);
  });
  input.addEventListener("blur", close);
  input.form.addEventListener("submit", () => {
    clearTimeout(timer);
    request?.abort();
  });
}

document.querySelectorAll("[data-suggest-url]").forEach(suggest);
