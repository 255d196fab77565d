// The point of an address on a map: dragged, moved by the arrow keys or by buttons. Without this script the point
// of the address is taken. The point travels in the form, and in no address.

import { addBackdrop } from "./backdrop.js";

const SVG = "http://www.w3.org/2000/svg";
const ZOOM = 15;
const MAX_ZOOM = 18;
// Tiles beyond would be small enough to tell a home by: these are enlarged instead.
const MAX_TILE_ZOOM = 16;
const AROUND_M = 800; // as on the page of the listing
const STEP = 20; // pixels: finer where the map is closer

function scriptLoaded(address) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.addEventListener("load", resolve);
    script.addEventListener("error", reject);
    document.head.append(script);
  });
}

function drop(sprite) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "marker");
  svg.setAttribute("viewBox", "0 0 28 32");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${sprite}#marker-free`);
  svg.append(use);
  return L.divIcon({ className: "pointmap__mark", html: svg, iconSize: [39, 45], iconAnchor: [19.5, 43] });
}

const inputs = () => ["latitude", "longitude", "point_of"].map((name) => form.elements[name]);

/* The map in the box that is in the page now: the server may have given the form another one. */
async function draw() {
  const box = form.querySelector("[data-pointmap]");
  const { sprite, leaflet, backdrop, tiles, credit } = box.dataset;
  if (!window.L) await scriptLoaded(leaflet);
  const map = L.map(box.querySelector("[data-canvas]"), {
    zoomControl: false,
    attributionControl: false,
    scrollWheelZoom: false,
    minZoom: 7,
    maxZoom: MAX_ZOOM,
    fadeAnimation: false,
    zoomAnimation: false,
    markerZoomAnimation: false,
    inertia: false,
  });
  const [lat, lon] = inputs().map((input) => Number(input.value));
  map.setView([lat, lon], tiles ? ZOOM : ZOOM - 2);
  L.control.zoom({ position: "topright", zoomInTitle: "Agrandir la carte", zoomOutTitle: "Réduire la carte" }).addTo(map);
  const credits = L.control.attribution({ prefix: false }).addTo(map);
  credits.addAttribution("© NGI/IGN, © Statbel, © GeoNames, CC BY 4.0");
  if (tiles) {
    L.tileLayer(tiles, { minZoom: 7, maxZoom: MAX_ZOOM, maxNativeZoom: MAX_TILE_ZOOM }).addTo(map);
    credits.addAttribution(credit);
  }
  const marker = L.marker([lat, lon], { icon: drop(sprite), draggable: true, keyboard: true, autoPan: true }).addTo(map);
  const drawn = marker.getElement();
  drawn.setAttribute("role", "button");
  drawn.setAttribute("aria-label", "Le point de votre lieu. Les flèches le déplacent.");
  const around = L.layerGroup().addTo(map);
  addBackdrop(map, backdrop, { names: !tiles }).catch(() => {});

  function circled(place) {
    around.clearLayers();
    if (!place) return;
    L.circle(place.split(",").map(Number), { radius: AROUND_M, className: "pointmap__around", interactive: false }).addTo(around);
  }

  function put(to, words) {
    marker.setLatLng(to);
    const [latitude, longitude] = inputs();
    latitude.value = to.lat.toFixed(6);
    longitude.value = to.lng.toFixed(6);
    form.querySelector("[data-point-words]").textContent = "Le point est là où vous l’avez mis.";
    box.querySelector("[data-moved]").textContent = words;
    if (!map.getBounds().pad(-0.1).contains(to)) map.panTo(to, { animate: false });
    form.dispatchEvent(new CustomEvent("section:moved"));
  }

  function moved([right, down]) {
    const from = marker.getLatLng();
    const to = map.unproject(map.project(from).add([right * STEP, down * STEP]));
    const where = right ? (right > 0 ? "l’est" : "l’ouest") : down > 0 ? "le sud" : "le nord";
    put(to, `Point déplacé de ${Math.round(from.distanceTo(to))} m vers ${where}.`);
  }

  marker.on("dragend", () => put(marker.getLatLng(), "Point déplacé."));
  drawn.addEventListener("keydown", (event) => {
    const steps = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
    if (!steps[event.key]) return;
    event.preventDefault();
    event.stopPropagation();
    moved(steps[event.key]);
  });
  for (const button of box.querySelectorAll("[data-move]")) {
    button.addEventListener("click", () => moved(button.dataset.move.split(",").map(Number)));
  }
  circled(box.dataset.circle);

  /* What the server made of the address that was typed meanwhile. */
  return (page) => {
    const fresh = page.querySelector("[data-pointmap]");
    circled(fresh.dataset.circle);
    const [latitude, longitude, name] = inputs();
    const given = page.querySelector("[data-section-form]").elements;
    if (given.point_of.value === name.value) return;
    [latitude.value, longitude.value, name.value] = [given.latitude.value, given.longitude.value, given.point_of.value];
    form.querySelector("[data-point-words]").textContent = page.querySelector("[data-point-words]").textContent;
    marker.setLatLng([Number(latitude.value), Number(longitude.value)]);
    map.panTo(marker.getLatLng(), { animate: false });
  };
}

const form = document.querySelector("[data-section-form]");
if (form) {
  let follow = await draw();
  form.addEventListener("section:followed", (event) => follow(event.detail));
  form.addEventListener("section:arranged", async () => {
    follow = await draw();
  });
}
