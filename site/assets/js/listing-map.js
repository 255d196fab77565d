// The small map of a listing: where it is, at a glance. It cannot be moved, nothing in it takes the focus, and
// the words below say the same. Leaflet is fetched only when the map comes into view.

import { addBackdrop } from "./backdrop.js";

const ZOOM = 11;
// A rounded address is the middle of a cell of about 1.1 km: this circle holds the whole cell.
const AROUND_M = 800;

function scriptLoaded(address) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.addEventListener("load", resolve);
    script.addEventListener("error", reject);
    document.head.append(script);
  });
}

function markerIcon(sprite, state) {
  const drawing = document.createElement("template");
  drawing.innerHTML = '<svg class="marker" viewBox="0 0 28 32"><use/></svg>';
  const svg = drawing.content.firstElementChild;
  svg.classList.add(`marker--${state}`);
  svg.firstElementChild.setAttribute("href", `${sprite}#marker-${state}`);
  const stands = state === "free" || state === "confirm"; // a drop stands on its tip
  return L.divIcon({ className: "", html: svg, iconSize: [28, 32], iconAnchor: [14, stands ? 30 : 17] });
}

async function draw(box) {
  const { lat, lon, exact, state, sprite, leaflet, backdrop } = box.dataset;
  await scriptLoaded(leaflet);
  const at = [Number(lat), Number(lon)];
  const map = L.map(box, {
    attributionControl: false,
    zoomControl: false,
    dragging: false,
    keyboard: false,
    scrollWheelZoom: false,
    doubleClickZoom: false,
    touchZoom: false,
    boxZoom: false,
    tapHold: false,
    fadeAnimation: false,
    zoomAnimation: false,
  }).setView(at, ZOOM);
  if (exact === "true") {
    L.marker(at, { icon: markerIcon(sprite, state), interactive: false, keyboard: false }).addTo(map);
  } else {
    L.circle(at, { radius: AROUND_M, className: "minimap__around", interactive: false }).addTo(map);
  }
  await addBackdrop(map, backdrop);
}

const box = document.querySelector("[data-minimap]");
const seen = new IntersectionObserver(
  (entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    seen.disconnect();
    draw(box);
  },
  { rootMargin: "200px" },
);
seen.observe(box);
