// Sheets that slide up inside a phone: places, contact, alerts. One at a time, closed with Escape.

import { element, icon, iconButton } from "./dom.js";
import { PLACES } from "./places.js";

let serial = 0;

/** Opens a sheet over the phone; returns its close function. Focus goes in, and back afterwards. */
export function openSheet(phone, title, ...content) {
  const titleId = `sheet-${(serial += 1)}`;
  const before = document.activeElement;
  const dialog = element("dialog", { class: "sheet", "aria-labelledby": titleId },
    element("header", {}, element("h2", { id: titleId, text: title }), iconButton("close", "Tutup", () => dialog.close())),
    element("div", { class: "sheet-body" }, ...content));
  const shade = element("div", { class: "shade", onClick: () => dialog.close() });
  const outside = [...phone.children];
  outside.forEach((child) => { child.inert = true; });
  dialog.addEventListener("close", () => {
    outside.forEach((child) => { child.inert = false; });
    shade.remove();
    dialog.remove();
    before?.focus?.();
  });
  dialog.addEventListener("keydown", (event) => { if (event.key === "Escape") dialog.close(); });
  phone.append(shade, dialog);
  dialog.show();
  (dialog.querySelector("[autofocus]") ?? dialog.querySelector("button")).focus();
  return () => dialog.close();
}

/** Asks for a place and calls `onPick({latitude, longitude})`. */
export function pickPlace(phone, onPick) {
  const pick = (latitude, longitude) => { close(); onPick({ latitude, longitude }); };
  const cities = element("div", { class: "places" }, ...PLACES.map(([name, latitude, longitude]) =>
    element("button", { type: "button", onClick: () => pick(latitude, longitude) }, icon("pin"), element("span", { text: name }))));
  const close = openSheet(phone, "Bagikan lokasi",
    element("p", { class: "hint", text: "Pilih kota contoh, tulis koordinat, atau pakai lokasi perangkat ini." }),
    cities, coordinates(pick), ownLocation(pick));
}

function coordinates(pick) {
  const problem = element("p", { class: "problem", role: "alert" });
  const latitude = field("Lintang", "-7.80139", { inputmode: "text", "aria-label": "Lintang (latitude)" });
  const longitude = field("Bujur", "110.36472", { inputmode: "text", "aria-label": "Bujur (longitude)" });
  const submit = (event) => {
    event.preventDefault();
    const [lat, lon] = [latitude, longitude].map((label) => parse(label.querySelector("input").value));
    if (!(Math.abs(lat) <= 90) || !(Math.abs(lon) <= 180)) {
      problem.textContent = "Lintang harus antara -90 dan 90, bujur antara -180 dan 180.";
      return;
    }
    pick(lat, lon);
  };
  return element("form", { class: "coordinates", novalidate: true, onSubmit: submit }, latitude, longitude,
    element("button", { type: "submit", class: "primary", text: "Kirim koordinat" }), problem);
}

function parse(text) {
  return text.trim() === "" ? NaN : Number(text.trim().replace(",", "."));
}

function ownLocation(pick) {
  const problem = element("p", { class: "problem", role: "alert" });
  const locate = () => {
    problem.textContent = "Mencari lokasi…";
    navigator.geolocation?.getCurrentPosition(
      ({ coords }) => pick(coords.latitude, coords.longitude),
      () => { problem.textContent = "Lokasi perangkat tidak tersedia atau tidak diizinkan."; },
      { timeout: 10_000 });
    if (!navigator.geolocation) problem.textContent = "Peramban ini tidak mengenal lokasi.";
  };
  return element("div", {}, element("button", { type: "button", class: "secondary", onClick: locate, text: "Pakai lokasi perangkat ini" }), problem);
}

/** Asks for name and number and calls `onPick({first_name, phone_number})`. */
export function pickContact(phone, name, onPick) {
  const problem = element("p", { class: "problem", role: "alert" });
  const first = field("Nama", name, { value: name });
  const number = field("Nomor telepon", "08…", { inputmode: "tel" });
  const submit = (event) => {
    event.preventDefault();
    const [firstName, phoneNumber] = [first, number].map((label) => label.querySelector("input").value.trim());
    if (!firstName || !/^\+?[\d -]{5,20}$/.test(phoneNumber)) {
      problem.textContent = "Isi nama dan nomor telepon (angka saja).";
      return;
    }
    close();
    onPick({ first_name: firstName.slice(0, 64), phone_number: phoneNumber });
  };
  const close = openSheet(phone, "Bagikan kontak",
    element("p", { class: "hint", text: "Pakai nomor karangan; ini hanya simulasi." }),
    element("form", { class: "contact-form", novalidate: true, onSubmit: submit }, first, number,
      element("button", { type: "submit", class: "primary", text: "Kirim kontak" }), problem));
}

/** Shows an alert as answerCallbackQuery(show_alert) does. */
export function showAlert(phone, text) {
  const close = openSheet(phone, "Pemberitahuan", element("p", { class: "alert-text", text }),
    element("button", { type: "button", class: "primary", autofocus: true, onClick: () => close(), text: "Baik" }));
}

function field(label, placeholder, extra = {}) {
  return element("label", { class: "field" }, element("span", { text: label }),
    element("input", { type: "text", placeholder, autocomplete: "off", maxlength: "64", ...extra }));
}
