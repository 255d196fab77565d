// The search page with a script: chips, filters, pages and the map change list and URL without a reload.
// Every link and form works without it; this module only answers them in place.

import { resultsMap } from "./search-map.js";

const DELAY_MS = 220;
const PHONE = window.matchMedia("(width < 60rem)");

const root = document.querySelector("[data-search]");
const { mapUrl, pageUrl, sprite, view, backdrop, tiles, tilesCredit } = root.dataset;
const results = document.getElementById("resultats");
const chips = document.getElementById("puces");
const filters = document.getElementById("filtres");
const form = filters.querySelector("[data-filters]");
const announcement = document.getElementById("annonce");

// The state is the query string that the server calls canonical: the only copy of it.
let query = location.search.replace(/^\?/, "");
let request = null;
let preview = null;
let timer = 0;
let map = null;
let returnToMap = false;

const address = (parameters) => `${mapUrl}?${parameters}`;

async function fetchJson(url, signal) {
  const answer = await fetch(url, { signal, headers: { Accept: "application/json" } });
  if (!answer.ok) throw Object.assign(new Error(`${answer.status}`), { told: await toldBy(answer) });
  return answer.json();
}

/* Too many requests at once: the server says when to try again. */
const toldBy = async (answer) => (answer.status === 429 ? (await answer.json()).message : "");

function unlessStale(error) {
  if (error.name === "AbortError") return;
  announcement.textContent = error.told || "La recherche ne répond pas. Vérifiez votre connexion, puis réessayez.";
}

/* List, chips, counts and URL ------------------------------------------------------------------ */

async function refresh(parameters, { fit = false, focus = false } = {}) {
  request?.abort();
  request = new AbortController();
  root.setAttribute("aria-busy", "true");
  try {
    const data = await fetchJson(address(parameters), request.signal);
    query = data.url.split("?")[1] ?? "";
    history.replaceState(null, "", data.url);
    document.title = `${data.title} – MY.ONE`;
    const focused = chips.contains(document.activeElement) ? chipIndex(document.activeElement) : -1;
    results.innerHTML = data.results;
    chips.innerHTML = data.chips;
    if (focused >= 0) chips.querySelectorAll("a")[focused]?.focus();
    results.scrollTop = 0;
    announcement.textContent = data.title;
    fillForm(data);
    map?.draw(data, fit);
    if (focus) document.getElementById("titre").focus();
    root.removeAttribute("aria-busy");
  } catch (error) {
    unlessStale(error);
    if (error.name !== "AbortError") root.removeAttribute("aria-busy");
  }
}

const chipIndex = (link) => [...chips.querySelectorAll("a")].indexOf(link);

/* The form follows what chips and the map did. */
function fillForm(data) {
  const stated = new URLSearchParams(query);
  for (const field of form.elements) {
    if (!field.name) continue;
    if (field.type === "checkbox") field.checked = stated.getAll(field.name).includes(field.value);
    else field.value = stated.get(field.name) ?? "";
    if (field.type === "hidden") field.disabled = !field.value;
  }
  form.querySelector("[data-radius]").hidden = stated.has("bbox") || !(stated.has("q") || stated.has("lat"));
  const chosen = filters.querySelector("[data-chosen]");
  chosen.hidden = !data.chosen;
  chosen.querySelector("[data-chosen-count]").textContent = data.chosen;
  showCounts(data);
}

function showCounts({ counts, submit }) {
  for (const place of form.querySelectorAll("[data-count]")) {
    place.textContent = counts[place.dataset.count] ?? 0;
  }
  form.querySelector("[data-submit]").textContent = submit;
}

function formQuery() {
  const parameters = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (value) parameters.append(name, value);
  return parameters;
}

form.addEventListener("change", async () => {
  preview?.abort();
  preview = new AbortController();
  const parameters = formQuery();
  parameters.append("parties", "compte");
  try {
    showCounts(await fetchJson(address(parameters), preview.signal));
  } catch (error) {
    unlessStale(error);
  }
});

form.addEventListener("submit", (event) => {
  // What has to be corrected is told by the page: only a form without hours and dates is answered in place.
  const parameters = formQuery();
  if (["date", "jour", "de", "a", "capacite"].some((name) => parameters.has(name))) return;
  event.preventDefault();
  filters.open = false;
  refresh(parameters, { focus: true });
  if (returnToMap) show("map");
});

document.addEventListener("click", (event) => {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
  const link = event.target.closest("a[href]");
  if (link && root.contains(link)) follow(event, link);
  else if (!filters.contains(event.target) && filters.open && !PHONE.matches) filters.open = false;
});

function follow(event, link) {
  const target = new URL(link.href);
  if (target.pathname !== pageUrl || target.origin !== location.origin) return;
  event.preventDefault();
  if (filters.contains(link)) filters.open = false;
  const parameters = target.searchParams;
  const moved = ["q", "lat", "lon", "rayon", "bbox"].some(
    (name) => parameters.get(name) !== new URLSearchParams(query).get(name),
  );
  refresh(parameters, { fit: moved, focus: !chips.contains(link) });
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && filters.open && filters.contains(document.activeElement)) {
    filters.open = false;
    filters.querySelector("summary").focus();
  }
});

/* The map -------------------------------------------------------------------------------------- */

function startMap() {
  if (map || !window.L) return;
  map = resultsMap({
    canvas: document.getElementById("carte"),
    card: document.getElementById("carte-fiche"),
    view,
    backdrop,
    tiles,
    tilesCredit,
    sprite,
    isPhone: () => PHONE.matches,
    onMoved: (box) => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        const parameters = new URLSearchParams(query);
        parameters.delete("rayon");
        parameters.delete("page");
        parameters.set("bbox", box);
        refresh(parameters);
      }, DELAY_MS);
    },
    onChosen: (id) => markHit(id),
    listOf: async (box) => {
      const parameters = new URLSearchParams(query);
      parameters.set("grappe", box.join(","));
      return (await fetchJson(address(parameters))).html;
    },
  });
  const parameters = new URLSearchParams(query);
  parameters.set("parties", "carte");
  fetchJson(address(parameters)).then((data) => map.draw(data, false), unlessStale);
}

function show(what) {
  returnToMap = what === "filters";
  root.classList.toggle("search--map", what === "map");
  if (what === "map") {
    startMap();
    map?.resized();
    document.querySelector('[data-show="list"]').focus();
  } else if (what === "filters") {
    filters.open = true;
    filters.querySelector("summary").focus();
    filters.scrollIntoView({ block: "start" });
  } else {
    document.querySelector('[data-show="map"]').focus();
  }
}

for (const button of root.querySelectorAll("[data-show]")) {
  button.addEventListener("click", () => show(button.dataset.show));
}

/* List and map highlight each other. */
function markHit(id) {
  for (const hit of results.querySelectorAll(".hit")) {
    hit.classList.toggle("hit--chosen", hit.dataset.id === String(id));
  }
}

function choose(event) {
  const hit = event.target.closest?.(".hit");
  if (hit) map?.point(hit.dataset);
}

function release(event) {
  const hit = event.target.closest?.(".hit");
  if (hit && !hit.contains(event.relatedTarget)) map?.point(null);
}

results.addEventListener("pointerover", choose);
results.addEventListener("focusin", choose);
results.addEventListener("pointerout", release);
results.addEventListener("focusout", release);

if (PHONE.matches) PHONE.addEventListener("change", () => PHONE.matches || startMap());
else startMap();
