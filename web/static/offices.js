// The office editor: rows of hours, live answers, what was typed and not saved. Works without, by the same buttons.
"use strict";

const editor = document.getElementById("editor");
const TYPING_PAUSE = 700; // milliseconds without a key before the answers are asked for again
const KEEPING_PAUSE = 400;
const KEPT_FOR = 14 * 24 * 3600 * 1000; // milliseconds that typing which nobody saved is kept in this browser

function later(work, pause) {
  let timer;
  return () => { clearTimeout(timer); timer = setTimeout(work, pause); };
}

function touched() {
  editor.dispatchEvent(new Event("input", { bubbles: true }));
}

// ---- Hours ----
function rowsOf(day) {
  return [...day.querySelectorAll(".span-row")];
}

function addRow(day) {
  const rows = rowsOf(day);
  const row = rows[0].cloneNode(true);
  row.querySelectorAll("input").forEach((input, place) => {
    input.value = "";
    input.setAttribute("aria-label", `${day.querySelector("legend").textContent}, ${place ? "tutup" : "buka"} ${rows.length + 1}`);
  });
  day.querySelector("[data-spans]").append(row);
  return row;
}

function timesOf(day) {
  return rowsOf(day).map((row) => [...row.querySelectorAll("input")].map((input) => input.value))
    .filter((times) => times.some((text) => text.trim()));
}

function setTimes(day, times) {
  while (rowsOf(day).length < times.length) addRow(day);
  rowsOf(day).forEach((row, place) => {
    row.querySelectorAll("input").forEach((input, side) => { input.value = times[place]?.[side] ?? ""; });
  });
}

function onClick(event) {
  const button = event.target.closest("button");
  if (!button) return;
  const [step, source, targets] = button.name === "op" ? button.value.split(":") : [];
  if (step === "copy") {
    event.preventDefault();
    const times = timesOf(editor.querySelector(`[data-day="${source}"]`));
    for (const target of targets) if (target !== source) setTimes(editor.querySelector(`[data-day="${target}"]`), times);
    button.closest("details").open = false;
    touched();
  } else if (step === "preview") {
    event.preventDefault();
    refresh();
    if (button.closest(".save-bar")) document.getElementById("preview").scrollIntoView({ block: "center" });
  } else if ("addSpan" in button.dataset) {
    addRow(button.closest("[data-day]")).querySelector("input").focus();
  }
}

// ---- The answers ----
let shown = 0;
async function refresh() {
  const state = document.getElementById("preview-state");
  const mine = ++shown;
  try {
    const response = await fetch(`${editor.dataset.url}/pratinjau`, {
      method: "POST", body: new URLSearchParams(new FormData(editor)), headers: { Accept: "text/html" },
    });
    if (!response.ok) throw new Error(String(response.status));
    const text = await response.text();
    if (mine !== shown) return; // a later answer is on its way
    document.getElementById("preview").innerHTML = text; // made by our server, everything typed escaped there
    const warning = document.getElementById("point-warning")?.textContent ?? "";
    document.getElementById("map-state").textContent = warning;
    document.getElementById("map-state").classList.toggle("note", Boolean(warning));
    state.textContent = "";
  } catch {
    if (mine === shown) state.textContent = "Pratinjau belum dapat dimuat. Isian Anda tetap ada di halaman ini.";
  }
}

// ---- A browser closed mid-form: what was typed stays in this browser, for this account ----
const keptUnder = editor && `loket-kantor:${editor.dataset.account}:${editor.dataset.url}`;

function typed() {
  return [...new FormData(editor)].filter(([name]) => name !== "csrf_token" && name !== "preview_at");
}

function store(values) {
  try {
    if (values) localStorage.setItem(keptUnder, JSON.stringify(values));
    else localStorage.removeItem(keptUnder);
  } catch { /* no storage in this browser: the form itself still works */ }
}

function stored() {
  try {
    return JSON.parse(localStorage.getItem(keptUnder));
  } catch {
    return null;
  }
}

function keep() {
  store({ at: Date.now(), fields: typed(), isSent: false });
}

function restore(fields) {
  const values = (name) => fields.filter(([one]) => one === name).map(([, value]) => value);
  for (const day of editor.querySelectorAll("[data-day]")) {
    const opens = values(`opens_${day.dataset.day}`);
    const closes = values(`closes_${day.dataset.day}`);
    setTimes(day, opens.map((text, place) => [text, closes[place] ?? ""]));
  }
  const taken = {};
  for (const input of editor.querySelectorAll("input[name], select, textarea")) {
    if (/^(opens|closes)_|^(csrf_token|preview_at|lock_version|op)$/.test(input.name)) continue;
    if (input.type === "checkbox") { input.checked = values(input.name).includes(input.value); continue; }
    taken[input.name] = (taken[input.name] ?? -1) + 1;
    input.value = values(input.name)[taken[input.name]] ?? "";
  }
  // Saved by somebody since: the server shows the difference first.
  editor.elements.lock_version.value = values("lock_version")[0] ?? editor.elements.lock_version.value;
  touched();
}

// A new office that was sent has been stored once its page opens.
function forgetSentNew() {
  const under = keptUnder.replace(/[^/]*$/, "baru");
  if (under === keptUnder) return;
  try {
    if (JSON.parse(localStorage.getItem(under))?.isSent) localStorage.removeItem(under);
  } catch { /* no storage in this browser */ }
}

function offerKept() {
  const kept = stored();
  if ("typed" in editor.dataset) return keep(); // the page holds what was typed already
  if (!kept) return;
  const version = Number(kept.fields.find(([name]) => name === "lock_version")?.[1]);
  const isTold = document.querySelector(".note.good[role=status]") !== null; // "Tersimpan", also where nothing differed
  const isSaved = kept.isSent && (isTold || Number(editor.elements.lock_version.value) > version);
  const isSame = JSON.stringify(kept.fields) === JSON.stringify(typed());
  if (isSaved || isSame || Date.now() - kept.at > KEPT_FOR) return store(null);
  const note = document.getElementById("kept");
  note.querySelector("[data-kept-at]").textContent = new Date(kept.at).toLocaleString("id-ID", { dateStyle: "medium", timeStyle: "short" });
  note.hidden = false;
  note.querySelector("[data-kept-restore]").addEventListener("click", () => { restore(kept.fields); note.hidden = true; });
  note.querySelector("[data-kept-drop]").addEventListener("click", () => { store(null); note.hidden = true; });
}

if (editor) {
  document.body.classList.add("scripted");
  for (const button of editor.querySelectorAll("[data-add-span]")) button.hidden = false;
  const refreshLater = later(refresh, TYPING_PAUSE);
  const keepLater = later(keep, KEEPING_PAUSE);
  let isTouched = false;
  forgetSentNew();
  offerKept();
  editor.addEventListener("input", (event) => {
    refreshLater();
    if (event.target.name === "preview_at") return;
    isTouched = true;
    keepLater();
  });
  editor.addEventListener("click", onClick);
  editor.elements.preview_at.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault(); // asks for the answer, where it would save the office
    refresh();
  });
  let isLeaving = false;
  editor.addEventListener("submit", () => {
    isLeaving = true;
    store({ at: Date.now(), fields: typed(), isSent: true });
  });
  window.addEventListener("pagehide", () => { if (isTouched && !isLeaving) keep(); });
  document.querySelector("[data-drop-kept]")?.addEventListener("click", () => { isLeaving = true; store(null); });
}
