// What lies behind the results on a map without tiles: land, borders, names of places. Decoration only: nothing
// of it can be pointed at, and readers do not hear it (what is on the map is in the list too).
// The file is made by `manage.py map_backdrop`; its format is told in search/gazetteer/backdrop.py.

/* An encoded polyline to Leaflet's [latitude, longitude] pairs. */
function decoded(text, precision) {
  const points = [];
  const last = [0, 0];
  let axis = 0;
  let value = 0;
  let shift = 0;
  for (const character of text) {
    const bits = character.charCodeAt(0) - 63;
    value |= (bits & 0x1f) << shift;
    shift += 5;
    if (bits & 0x20) continue;
    last[axis] += value & 1 ? ~(value >> 1) : value >> 1;
    if (axis === 1) points.push([last[0] / precision, last[1] / precision]);
    axis = 1 - axis;
    value = 0;
    shift = 0;
  }
  return points;
}

function hiddenPane(map, name) {
  const pane = map.createPane(name); // gets the class leaflet-<name>-pane
  pane.setAttribute("aria-hidden", "true");
  return name;
}

function drawLines(map, data) {
  const pane = hiddenPane(map, "backdrop");
  // As large as four views: less to draw again while the map is dragged.
  const renderer = L.svg({ pane, padding: 0.5 });
  const lines = (texts) => texts.map((text) => decoded(text, data.precision));
  const options = (className) => ({ className: `backdrop__${className}`, interactive: false, pane, renderer });
  L.polyline(lines(data.abroad), options("abroad")).addTo(map);
  L.polygon(lines(data.land).map((ring) => [ring]), options("land")).addTo(map);
  L.polyline(lines(data.cantons), options("canton")).addTo(map);
  L.polyline(lines(data.provinces), options("province")).addTo(map);
}

/* Names are many: only those in view are in the page. */
function drawNames(map, data) {
  const pane = hiddenPane(map, "backdrop-names");
  const names = [
    ...data.regions.map(([text, lat, lon, from, to]) => ({ text, lat, lon, from, to, rank: "region" })),
    ...data.labels.map(([text, lat, lon, from, rank]) => ({
      text, lat, lon, from, to: Infinity, rank: rank ? "town" : "village",
    })),
  ];
  const drawn = new Map();

  function update() {
    const zoom = map.getZoom();
    const view = map.getBounds().pad(0.2);
    for (const name of names) {
      const shown = name.from <= zoom && zoom <= name.to && view.contains([name.lat, name.lon]);
      if (shown && !drawn.has(name)) drawn.set(name, marker(name).addTo(map));
      if (!shown && drawn.has(name)) {
        drawn.get(name).remove();
        drawn.delete(name);
      }
    }
  }

  function marker({ text, lat, lon, rank }) {
    const label = document.createElement("span");
    label.textContent = text;
    const icon = L.divIcon({ className: `backdrop__name backdrop__name--${rank}`, html: label, iconSize: [0, 0] });
    return L.marker([lat, lon], { icon, pane, interactive: false, keyboard: false });
  }

  map.on("moveend", update);
  if (map._loaded) update();
}

/* Draws the backdrop of `map` (a Leaflet map) from the file at `url`. With real tiles, say `names: false`: they
   bring their own, and cover the rest. Resolves when it is drawn; a map without backdrop still works. */
export async function addBackdrop(map, url, { names = true } = {}) {
  const answer = await fetch(url);
  if (!answer.ok) return;
  const data = await answer.json();
  drawLines(map, data);
  if (names) drawNames(map, data);
}
