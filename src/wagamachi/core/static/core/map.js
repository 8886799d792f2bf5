// Draws <div class="map" role="region" data-map data-geojson="URL" aria-label="…">: boundaries with
// names and links, one point, or a point to be picked. Asks nobody for map tiles unless data-tiles
// names a server. The same facts must stand beside the map as text; see docs/ui.md.
import "./vendor/leaflet/leaflet.js";

const L = window.L;
const NAMED_AT_MOST = 120; // of more areas only the one under the hand is named
const CLOSE = 16;
const TOKYO = [35.68, 139.58];

export async function drawMap(place) {
  place.dataset.mapReady = "";
  const map = L.map(place, { zoomControl: false, scrollWheelZoom: false, zoomSnap: 0.5 });
  map.setView(TOKYO, 10);
  map.attributionControl.setPrefix("Leaflet");
  L.control.zoom({ zoomInTitle: "地図を大きくする", zoomOutTitle: "地図を小さくする" }).addTo(map);
  map.on("focus", () => map.scrollWheelZoom.enable());
  map.on("blur", () => map.scrollWheelZoom.disable());
  if (place.dataset.tiles) {
    L.tileLayer(place.dataset.tiles, {
      attribution: place.dataset.attribution ?? "地理院タイル",
      maxZoom: 18,
    }).addTo(map);
  }
  const shapes = place.dataset.geojson ? await drawShapes(map, place) : null;
  const point = readPoint(place.dataset.point);
  if (point) pin(point).addTo(map);
  const picked = place.dataset.pickLat ? startPicking(map, place) : null;
  look(map, shapes, point ?? picked);
  if (shapes) {
    thinOut(shapes);
    map.on("zoomend", () => thinOut(shapes));
  }
}

// Where names would cover each other, the first stays and the others wait for the hand.
function thinOut(shapes) {
  const taken = [];
  shapes.eachLayer((shape) => {
    const name = shape.getTooltip()?.options.permanent && shape.getTooltip().getElement();
    if (!name) return;
    const box = name.getBoundingClientRect();
    const isFree = taken.every(
      (other) =>
        box.right < other.left || other.right < box.left || box.bottom < other.top || other.bottom < box.top,
    );
    name.classList.toggle("map__name--waiting", !isFree);
    if (isFree) taken.push(box);
  });
}

function look(map, shapes, point) {
  const bounds = shapes?.getBounds();
  if (point) map.setView(point, CLOSE);
  else if (bounds?.isValid()) map.fitBounds(bounds, { padding: [12, 12] });
}

async function drawShapes(map, place) {
  let data;
  try {
    const response = await fetch(place.dataset.geojson, { credentials: "same-origin" });
    if (!response.ok) throw new Error(response.status);
    data = await response.json();
  } catch {
    say(place, "地図の形を読みこめませんでした。画面を開き直すか、下の一覧を使ってください。");
    return null;
  }
  const isPicking = Boolean(place.dataset.pickLat);
  const areNamed = data.features.length <= NAMED_AT_MOST;
  const layer = L.geoJSON(data, {
    style: (feature) => style(feature, false),
    pointToLayer: (feature, at) => L.circleMarker(at, { radius: 8 }),
    onEachFeature: (feature, shape) => describe(feature, shape, areNamed, isPicking),
  }).addTo(map);
  layer.eachLayer((shape) => makeReachable(shape, isPicking));
  return layer;
}

function style(feature, isUnderHand) {
  const isHere = Boolean(feature.properties.current);
  return {
    color: "#0017c1",
    weight: isHere || isUnderHand ? 3 : 1.5,
    fillColor: "#0017c1",
    fillOpacity: isHere ? 0.22 : isUnderHand ? 0.16 : 0.06,
  };
}

function pointAt(shape, isUnderHand) {
  shape.setStyle(style(shape.feature, isUnderHand));
  shape.getTooltip()?.getElement()?.classList.toggle("map__name--wanted", isUnderHand);
}

function describe(feature, shape, areNamed, isPicking) {
  const { name, url } = feature.properties;
  const isArea = feature.geometry?.type.endsWith("Polygon");
  if (name) {
    shape.bindTooltip(asText(name), {
      permanent: areNamed && isArea,
      direction: areNamed && isArea ? "center" : "top",
      className: areNamed && isArea ? "map__name" : "",
    });
  }
  shape.on("mouseover", () => pointAt(shape, true));
  shape.on("mouseout", () => pointAt(shape, false));
  if (url && !isPicking) shape.on("click", () => location.assign(url));
}

// Leaflet takes tooltips as HTML; names come from people.
function asText(text) {
  const span = document.createElement("span");
  span.textContent = text;
  return span;
}

function makeReachable(shape, isPicking) {
  const { name, url } = shape.feature.properties;
  const element = shape.getElement?.();
  if (!element || !url || isPicking) return;
  element.setAttribute("tabindex", "0");
  element.setAttribute("role", "link");
  element.setAttribute("aria-label", name ?? "");
  element.addEventListener("focus", () => pointAt(shape, true));
  element.addEventListener("blur", () => pointAt(shape, false));
  element.addEventListener("keydown", (event) => {
    if (event.key === "Enter") location.assign(url);
  });
}

function readPoint(text) {
  const numbers = (text ?? "").split(",").map(Number);
  return numbers.length === 2 && text && numbers.every(Number.isFinite) ? numbers : null;
}

function pin(at) {
  const icon = L.divIcon({ className: "map__pin", iconSize: [28, 28], iconAnchor: [14, 33] });
  return L.marker(at, { icon, keyboard: false, interactive: false });
}

// A click, or Enter while the map has the focus, puts the pin and fills the two inputs whose ids
// data-pick-lat and data-pick-lng name.
function startPicking(map, place) {
  const latitude = document.getElementById(place.dataset.pickLat);
  const longitude = document.getElementById(place.dataset.pickLng);
  const start = readPoint(`${latitude.value || "x"},${longitude.value || "x"}`);
  let marker = start && pin(start).addTo(map);
  const put = (at) => {
    marker?.remove();
    marker = pin(at).addTo(map);
    latitude.value = at.lat.toFixed(6);
    longitude.value = at.lng.toFixed(6);
    for (const input of [latitude, longitude]) {
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
  };
  map.on("click", (event) => put(event.latlng));
  place.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target !== place) return;
    event.preventDefault();
    put(map.getCenter());
  });
  return start;
}

function say(place, text) {
  const words = document.createElement("p");
  words.className = "notice notice--warn";
  words.setAttribute("role", "status");
  words.textContent = text;
  place.after(words);
}
