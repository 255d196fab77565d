// The map of results: one disc for many places, one of four forms for a place. The server groups; discs that
// would cover each other at this zoom are drawn as one.

import { addBackdrop } from "./backdrop.js";

const SVG = "http://www.w3.org/2000/svg";
const MAX_ZOOM = 18;
const MIN_ZOOM = 7;
const FRAME = [[48.9, 1.5], [52.2, 7.5]];
const DISC = 52;
const LARGE_DISC = 66;
const LARGE_FROM = 25;
const RING = 23; // radius of the ring in the disc's drawing, of 26

/* A marker of the sprite, in one of the four forms. */
function markerDrawing(sprite, state, chosen) {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("class", `marker marker--${state}${chosen ? " marker--chosen" : ""}`);
  drawing.setAttribute("viewBox", "0 0 28 32");
  drawing.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${sprite}#marker-${state}`);
  drawing.append(use);
  return drawing;
}

function placeIcon(sprite, place, chosen) {
  const size = chosen ? [39, 45] : [28, 32];
  // A drop stands on its tip, the other forms on their middle.
  const foot = isDrop(place.state) ? size[1] - 2 : size[1] / 2;
  return L.divIcon({
    className: `mapmark${chosen ? " mapmark--chosen" : ""}`,
    html: markerDrawing(sprite, place.state, chosen),
    iconSize: size,
    iconAnchor: [size[0] / 2, foot],
  });
}

function clusterIcon({ n, free }) {
  const size = n >= LARGE_FROM ? LARGE_DISC : DISC;
  const disc = document.createElement("span");
  disc.className = "disc";
  const ring = document.createElementNS(SVG, "svg");
  ring.setAttribute("viewBox", "0 0 52 52");
  ring.setAttribute("class", "disc__ring");
  const round = 2 * Math.PI * RING;
  for (const [name, share] of [["disc__all", 1], ["disc__free", free / n]]) {
    if (!share) continue;
    const arc = document.createElementNS(SVG, "circle");
    arc.setAttribute("class", name);
    arc.setAttribute("cx", "26");
    arc.setAttribute("cy", "26");
    arc.setAttribute("r", String(RING));
    arc.setAttribute("stroke-dasharray", `${round * share} ${round}`);
    arc.setAttribute("transform", "rotate(-90 26 26)");
    ring.append(arc);
  }
  const total = document.createElement("b");
  total.textContent = String(n);
  disc.append(ring, total);
  if (free) {
    const label = document.createElement("span");
    label.className = "disc__label";
    label.textContent = `✓ ${free}`;
    disc.append(label);
  }
  return L.divIcon({ className: "mapdisc", html: disc, iconSize: [size, size] });
}

/* Discs and markers that would cover each other become one disc, around their common middle. A disc that has
   moved may cover another one: so once more, until nothing does. */
function untangled(map, clusters, places) {
  let items = [...clusters.map((c) => ({ ...c })), ...places.map((p) => ({ ...p, n: 1, place: p }))];
  for (let before = Infinity; items.length < before; ) {
    before = items.length;
    items.sort((a, b) => b.n - a.n);
    const kept = [];
    for (const item of items) {
      const near = kept.find((other) => middle(map, other).distanceTo(middle(map, item)) < room(other) + room(item));
      if (near) merge(near, item);
      else kept.push(item);
    }
    items = kept;
  }
  return items;
}

/* Half of what a mark needs around its middle, in pixels. */
function room({ n }) {
  if (n === 1) return 15;
  return (n >= LARGE_FROM ? LARGE_DISC : DISC) / 2 + 4; // the label hangs out below
}

/* Where a mark is drawn: a drop stands above its point. */
function middle(map, { lat, lon, place }) {
  const point = map.latLngToLayerPoint([lat, lon]);
  return place && isDrop(place.state) ? point.subtract([0, 14]) : point;
}

const isDrop = (state) => state === "free" || state === "confirm";

function merge(into, item) {
  const total = into.n + item.n;
  const free = (mark) => (mark.place ? Number(mark.place.state === "free") : mark.free);
  const bounds = boundsOf(into).extend(boundsOf(item));
  const box = [into, item].map((mark) => mark.box ?? null);
  Object.assign(into, {
    lat: (into.lat * into.n + item.lat * item.n) / total,
    lon: (into.lon * into.n + item.lon * item.n) / total,
    free: free(into) + free(item),
    n: total,
    bounds: [bounds.getSouth(), bounds.getWest(), bounds.getNorth(), bounds.getEast()],
    box: box[0] && box[1] ? joined(box[0], box[1]) : null,
    place: null,
    merged: true,
  });
}

const joined = (a, b) => [
  Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3]),
];

function boundsOf({ bounds, lat, lon }) {
  const [south, west, north, east] = bounds ?? [lat, lon, lat, lon];
  return L.latLngBounds([south, west], [north, east]);
}

function clusterWords({ n, free, label, merged }) {
  if (!merged) return label;
  const now = free === 0 ? "aucun libre maintenant" : free === 1 ? "1 libre maintenant" : `${free} libres maintenant`;
  return `${n} lieux, ${now}. Ouvrir ce groupe`;
}

function element(tag, className, text) {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

/* What a marker opens. */
function placeCard(sprite, place) {
  const card = document.createElement("div");
  card.className = "placecard";
  const availability = element("p", `availability availability--${place.state}`, "");
  const said = document.createElement("span");
  said.append(element("span", "availability__state", place.words));
  if (place.fresh) said.append(" ", element("span", "availability__freshness", place.fresh));
  availability.append(markerDrawing(sprite, place.state, false), said);
  const link = element("a", "placecard__link", "Voir la fiche");
  link.href = place.url;
  link.append(element("span", "unseen", ` de ${place.title}`));
  card.append(element("p", "placecard__title", place.title), element("p", "placecard__about", place.about));
  card.append(availability, link);
  return card;
}

/* `canvas` and `card`: elements; `view`: west,south,east,north; `backdrop`, `tiles`: URLs (tiles may be missing);
   `onMoved(bbox)` after a move by the visitor; `onChosen(id | null)`;
   `listOf(box)`: promise of the HTML of a spot's list. Gives draw, point, resized. */
export function resultsMap({ canvas, card, view, backdrop, tiles, tilesCredit, sprite, isPhone, onMoved, onChosen, listOf }) {
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(canvas, {
    // Small steps: a view is fitted more closely than by doubling.
    zoomSnap: tiles ? 1 : 0.25,
    zoomControl: false,
    attributionControl: false,
    minZoom: MIN_ZOOM,
    maxZoom: MAX_ZOOM,
    maxBounds: FRAME,
    maxBoundsViscosity: 1,
    zoomAnimation: !still,
    fadeAnimation: false,
    markerZoomAnimation: !still,
    inertia: !still,
  });
  L.control.zoom({ position: "topright", zoomInTitle: "Agrandir la carte", zoomOutTitle: "Réduire la carte" }).addTo(map);
  const credit = L.control.attribution({ prefix: false }).addTo(map);
  credit.addAttribution("© NGI/IGN, © Statbel, © GeoNames, CC BY 4.0");
  if (tiles) {
    L.tileLayer(tiles, { minZoom: MIN_ZOOM, maxZoom: MAX_ZOOM }).addTo(map);
    credit.addAttribution(tilesCredit);
  }
  const marks = L.layerGroup().addTo(map);
  const overlay = L.layerGroup().addTo(map);
  let last = { clusters: [], places: [], circle: null };
  let quiet = false; // the next move is ours, not the visitor's
  let opener = null;

  const bounds = (text) => {
    const [west, south, east, north] = text.split(",").map(Number);
    return [[south, west], [north, east]];
  };

  function fit(target) {
    quiet = true;
    map.fitBounds(target, { animate: false });
    quiet = false;
  }

  function redraw() {
    const hadFocus = marks.getLayers().some((layer) => layer.getElement?.() === document.activeElement);
    marks.clearLayers();
    overlay.clearLayers();
    if (last.circle) {
      const { lat, lon, radius } = last.circle;
      L.circle([lat, lon], { radius, className: "mapcircle", interactive: false }).addTo(marks);
    }
    for (const item of untangled(map, last.clusters, last.places)) {
      if (item.place) addPlace(item.place);
      else addCluster(item);
    }
    if (hadFocus) canvas.focus();
  }

  function add(at, icon, name, open) {
    const marker = L.marker(at, { icon, keyboard: true, riseOnHover: true }).addTo(marks);
    const drawn = marker.getElement();
    drawn.setAttribute("aria-label", name);
    marker.on("click", () => open(marker));
    drawn.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      event.stopPropagation();
      open(marker, true);
    });
    return drawn;
  }

  function addPlace(place) {
    const name = `${place.title}, ${place.about}. ${place.words}`;
    const drawn = add([place.lat, place.lon], placeIcon(sprite, place, false), name, (marker, byKey) => {
      open(marker.getLatLng(), placeCard(sprite, place), drawn, byKey);
      onChosen(place.id);
    });
    const enter = () => { point(place); onChosen(place.id); };
    const leave = () => { point(null); onChosen(null); };
    drawn.addEventListener("pointerenter", enter);
    drawn.addEventListener("pointerleave", leave);
    drawn.addEventListener("focus", enter);
    drawn.addEventListener("blur", leave);
  }

  function addCluster(cluster) {
    const at = [cluster.lat, cluster.lon];
    const drawn = add(at, clusterIcon(cluster), clusterWords(cluster), (marker, byKey) => {
      const [south, west, north, east] = cluster.bounds;
      if (map.getZoom() >= MAX_ZOOM || (south === north && west === east)) {
        openList(marker.getLatLng(), cluster.box, drawn, byKey);
        return;
      }
      const whole = boundsOf(cluster);
      const zoom = Math.max(map.getBoundsZoom(whole), map.getZoom() + 1);
      map.setView(whole.getCenter(), Math.min(zoom, MAX_ZOOM), { animate: false });
    });
  }

  async function openList(at, box, drawn, byKey) {
    const list = document.createElement("div");
    list.className = "placecard";
    list.innerHTML = await listOf(box);
    open(at, list, drawn, byKey);
  }

  function open(at, content, from, byKey) {
    opener = from;
    if (isPhone()) {
      const close = element("button", "placecard__close", "");
      close.type = "button";
      close.setAttribute("aria-label", "Fermer");
      close.addEventListener("click", closeCard);
      card.replaceChildren(content, close);
      card.hidden = false;
    } else {
      const popup = L.popup({ className: "mappopup", maxWidth: 300, minWidth: 240, maxHeight: 320, offset: [0, -20] });
      popup.setLatLng(at).setContent(content).openOn(map);
      const button = popup.getElement().querySelector(".leaflet-popup-close-button");
      button.setAttribute("aria-label", "Fermer");
      button.title = "Fermer";
    }
    if (byKey) content.querySelector("a").focus();
  }

  function closeCard() {
    card.hidden = true;
    if (opener?.isConnected) opener.focus();
    else canvas.focus();
  }

  /* The place that the list or the map speaks of, on top of everything, wherever its disc is. */
  function point(place) {
    overlay.clearLayers();
    if (!place) return;
    const options = { icon: placeIcon(sprite, place, true), interactive: false, keyboard: false, zIndexOffset: 5000 };
    L.marker([Number(place.lat), Number(place.lon)], options).addTo(overlay);
  }

  map.on("autopanstart", () => { quiet = true; });
  map.on("moveend", () => {
    if (quiet) {
      quiet = false;
      return;
    }
    onMoved(map.getBounds().toBBoxString());
  });
  map.on("popupclose", () => {
    // What had the focus went with the popup: it goes back to where it came from.
    if (document.activeElement === document.body && opener?.isConnected) opener.focus();
  });
  canvas.addEventListener("keydown", (event) => {
    if (event.key === "Escape") map.closePopup();
  });
  card.addEventListener("keydown", (event) => {
    if (event.key === "Escape") closeCard();
  });

  fit(bounds(view));
  // Decoration: without it the map still works.
  addBackdrop(map, backdrop, { names: !tiles }).catch(() => {});

  return {
    draw(data, fitting) {
      last = data;
      card.hidden = true;
      if (fitting) {
        map.closePopup();
        fit(bounds(data.view));
      }
      redraw();
    },
    point,
    resized() {
      quiet = true;
      map.invalidateSize({ animate: false, pan: false });
      quiet = false;
    },
  };
}
