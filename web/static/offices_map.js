// The map picker: an outline or a grid with names to find one's way by; no tiles, no other server. The two number
// fields stay the truth: the marker follows them, and they follow the marker.
"use strict";

const STEPS = [20, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0005]; // degrees between grid lines
const LINES = 6; // at most about so many over the map's width
const DIGITS = 6; // of a degree: a decimetre
const INDONESIA = [[-11.5, 94.5], [6.5, 141.5]];

// Names are typed by people: into text nodes, never into HTML.
function nameTag(name) {
  const tag = document.createElement("span");
  tag.textContent = name;
  return tag;
}

function drawGrid(map, layer) {
  layer.clearLayers();
  const bounds = map.getBounds();
  const width = bounds.getEast() - bounds.getWest();
  const step = STEPS.findLast((one) => width / one <= LINES) ?? STEPS[0];
  const digits = Math.max(0, Math.ceil(-Math.log10(step)));
  const line = { color: "#c3ccd4", weight: 1, interactive: false };
  const label = (at, text) => L.marker(at, {
    interactive: false, keyboard: false, icon: L.divIcon({ className: "grid-name", html: nameTag(text), iconSize: [0, 0] }),
  }).addTo(layer);
  for (let y = Math.ceil(bounds.getSouth() / step) * step; y < bounds.getNorth(); y += step) {
    L.polyline([[y, bounds.getWest()], [y, bounds.getEast()]], line).addTo(layer);
    label([y, bounds.getWest()], y.toFixed(digits));
  }
  for (let x = Math.ceil(bounds.getWest() / step) * step; x < bounds.getEast(); x += step) {
    L.polyline([[bounds.getSouth(), x], [bounds.getNorth(), x]], line).addTo(layer);
    label([bounds.getNorth(), x], x.toFixed(digits));
  }
}

// Names that would be cut off, or lie on one before them, are hidden until the map moves.
function thinNames(map, tooltips) {
  const frame = map.getContainer().getBoundingClientRect();
  const taken = [...map.getContainer().querySelectorAll(".leaflet-control")].map((one) => one.getBoundingClientRect());
  for (const tooltip of tooltips) {
    const element = tooltip.getElement();
    if (!element) continue;
    element.classList.remove("hidden-name");
    const box = element.getBoundingClientRect();
    const isCut = box.left < frame.left || box.right > frame.right || box.top < frame.top || box.bottom > frame.bottom;
    const isHidden = isCut || taken.some((one) => box.left < one.right && box.right > one.left && box.top < one.bottom && box.bottom > one.top);
    element.classList.toggle("hidden-name", isHidden);
    if (!isHidden) taken.push(box);
  }
}

class PointPicker {
  constructor(element, latitude, longitude, state, clear) {
    this.element = element;
    this.fields = [latitude, longitude];
    this.state = state;
    this.clear = clear;
    element.hidden = false;
    this.map = L.map(element, { minZoom: 4, maxZoom: 18, zoomSnap: 0.5, worldCopyJump: false, maxBounds: [[-30, 70], [30, 165]] });
    this.map.attributionControl.setPrefix('<a href="https://leafletjs.com" rel="noreferrer">Leaflet</a>');
    L.control.scale({ imperial: false }).addTo(this.map);
    this.grid = L.layerGroup().addTo(this.map);
    this.region = L.layerGroup().addTo(this.map);
    this.names = [];
    this.marker = null;
    this.map.on("click", (event) => this.choose(event.latlng));
    this.map.on("moveend", () => this.redraw());
    this.frame = L.latLngBounds(INDONESIA); // where "Hapus titik" leads back to
    this.map.fitBounds(this.frame);
    for (const field of this.fields) field.addEventListener("input", () => this.follow());
    clear.hidden = false;
    clear.addEventListener("click", () => { this.write("", ""); this.follow(); this.map.fitBounds(this.frame); });
    this.follow();
  }

  redraw() {
    drawGrid(this.map, this.grid);
    thinNames(this.map, this.names);
  }

  write(latitude, longitude) {
    [this.fields[0].value, this.fields[1].value] = [latitude, longitude];
    this.fields[0].dispatchEvent(new Event("input", { bubbles: true }));
  }

  choose(point) {
    this.write(point.lat.toFixed(DIGITS), point.lng.toFixed(DIGITS));
  }

  typedPoint() {
    const [latitude, longitude] = this.fields.map((field) => field.value.trim().replace("−", "-"));
    const pair = longitude ? null : latitude.match(/^(-?\d+(?:\.\d+)?)\s*[,;]\s*(-?\d+(?:\.\d+)?)$/);
    const [y, x] = pair ? [pair[1], pair[2]] : [latitude, longitude];
    const point = [y, x].map((text) => (/^-?\d+([.,]\d+)?$/.test(text) ? Number(text.replace(",", ".")) : NaN));
    return Math.abs(point[0]) <= 90 && Math.abs(point[1]) <= 180 ? point : null;
  }

  follow() {
    const point = this.typedPoint();
    this.clear.disabled = !this.fields.some((field) => field.value);
    if (!point) {
      this.marker?.remove();
      this.marker = null;
      return;
    }
    if (!this.marker) {
      this.marker = L.marker(point, { draggable: true, autoPan: true, alt: "Titik kantor", title: "Titik kantor: geser untuk memindahkan" }).addTo(this.map);
      this.marker.on("dragend", () => this.choose(this.marker.getLatLng()));
    }
    this.marker.setLatLng(point);
    if (!this.map.getBounds().contains(point)) this.map.setView(point, Math.max(this.map.getZoom(), 11));
  }

  async show(slug) {
    this.shown = slug;
    this.region.clearLayers();
    this.names = [];
    if (!slug) return;
    let data;
    try {
      const response = await fetch(this.element.dataset.maps + encodeURIComponent(slug), { headers: { Accept: "application/json" } });
      if (!response.ok) throw new Error(String(response.status));
      data = await response.json();
    } catch {
      this.state.textContent = "Nama-nama tempat di peta belum dapat dimuat. Titik tetap dapat dipilih dengan angka.";
      return;
    }
    if (this.shown === slug) this.draw(data);
  }

  draw(data) {
    if (data.outlines.length) {
      L.polygon(data.outlines.map((ring) => [ring]), { color: "#17639e", weight: 2, fillOpacity: 0.06, interactive: false }).addTo(this.region);
    }
    this.frame = L.latLngBounds(data.corners);
    const shown = L.latLngBounds(data.corners);
    if (this.marker) shown.extend(this.marker.getLatLng());
    this.map.fitBounds(shown, { animate: false });
    for (const one of data.landmarks) {
      const dot = L.circleMarker(one.point, { radius: 3, stroke: !one.region, fill: !one.region, color: "#55636f", weight: 1, fillOpacity: 0.8, interactive: false }).addTo(this.region);
      dot.bindTooltip(nameTag(one.name), { permanent: true, direction: one.region ? "center" : "right", className: one.region ? "neighbour" : "" });
      this.names.push(dot.getTooltip());
    }
    const about = data.outlines.length ? "Garis biru: batas resmi" : "Batas resmi belum dimuat; nama tempat membantu menaksir letak di";
    document.getElementById("map-about").textContent = `${about} ${data.name}.`;
    this.element.dataset.drawn = this.shown;
    this.redraw();
  }
}

const mapElement = document.getElementById("map");
if (mapElement && window.L) {
  const field = (name) => document.getElementById(`f-${name}`);
  const picker = new PointPicker(mapElement, field("latitude"), field("longitude"), document.getElementById("map-state"), document.getElementById("clear-point"));
  picker.show(mapElement.dataset.region);
  field("region")?.addEventListener("change", (event) => picker.show(event.target.value));
}
