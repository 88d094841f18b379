// Small pieces for building the page. Text always goes in as text, never as HTML.

const SVG = "http://www.w3.org/2000/svg";

const ICONS = {
  send: "M3 20.5 21.5 12 3 3.5v6.6L15 12 3 13.9z",
  attach: "M16.5 6.5v10.2a4.5 4.5 0 0 1-9 0V5.8a3 3 0 0 1 6 0v10a1.5 1.5 0 0 1-3 0V6.5H9v9.3a3 3 0 0 0 6 0v-10a4.5 4.5 0 0 0-9 0v10.9a6 6 0 0 0 12 0V6.5z",
  commands: "M9.6 21 16.2 3h-1.9L7.7 21z",
  keyboard: "M4 5h16a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2zm1 3v2h2V8zm4 0v2h2V8zm4 0v2h2V8zm4 0v2h2V8zM5 11.5v2h2v-2zm4 0v2h2v-2zm4 0v2h2v-2zm4 0v2h2v-2zM8 15v2h8v-2z",
  more: "M12 8a2 2 0 1 0 0-4 2 2 0 0 0 0 4zm0 2a2 2 0 1 0 0 4 2 2 0 0 0 0-4zm0 6a2 2 0 1 0 0 4 2 2 0 0 0 0-4z",
  pin: "M12 2a7 7 0 0 0-7 7c0 5.2 7 13 7 13s7-7.8 7-13a7 7 0 0 0-7-7zm0 9.5A2.5 2.5 0 1 1 12 6.5a2.5 2.5 0 0 1 0 5z",
  photo: "M4 4h16a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2zm0 13h16l-5.2-7-4 5-2.6-3.2zM8 10.5A1.75 1.75 0 1 0 8 7a1.75 1.75 0 0 0 0 3.5z",
  person: "M12 12a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zm0 2c-4 0-8.5 2-8.5 5.5V21h17v-1.5C20.5 16 16 14 12 14z",
  file: "M6 2h8l6 6v12a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V4a2 2 0 0 1 2-2zm7 1.5V9h5.5z",
  down: "M12 16 4.5 8.5 6 7l6 6 6-6 1.5 1.5z",
  close: "M6.4 5 12 10.6 17.6 5 19 6.4 13.4 12 19 17.6 17.6 19 12 13.4 6.4 19 5 17.6 10.6 12 5 6.4z",
  open: "M14 3h7v7h-2V6.4l-9.3 9.3-1.4-1.4L17.6 5H14zM5 5h5v2H7v10h10v-3h2v5H5z",
};

/** Makes an element; `properties` may hold class, text, dataset, on<Event> and any attribute. */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") made.className = value;
    else if (name === "text") made.textContent = value;
    else if (name === "dataset") Object.assign(made.dataset, value);
    else if (name.startsWith("on")) made.addEventListener(name.slice(2).toLowerCase(), value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

/** A picture from the list above, hidden from screen readers. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("icon");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/** A round button with a picture and a name for screen readers. */
export function iconButton(name, label, onClick, extra = {}) {
  return element("button", { type: "button", class: "icon-button", "aria-label": label, title: label, onClick, ...extra }, icon(name));
}

/** "14.05" in the reader's own time. */
export function clock(seconds) {
  return new Intl.DateTimeFormat("id", { hour: "2-digit", minute: "2-digit" }).format(new Date(seconds * 1000));
}

/** "Hari ini", "Kemarin" or "3 November 2026". */
export function day(seconds) {
  const date = new Date(seconds * 1000);
  const age = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(date).setHours(0, 0, 0, 0)) / 86_400_000);
  if (age === 0) return "Hari ini";
  if (age === 1) return "Kemarin";
  return new Intl.DateTimeFormat("id", { day: "numeric", month: "long", year: "numeric" }).format(date);
}
