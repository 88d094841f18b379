// The editor of standards: lists, autosave, live answers. Every page works without it, by the same buttons.
"use strict";

const editor = document.getElementById("editor");
const TYPING_PAUSE = 700; // milliseconds without a key before the answers are asked for again
const KEEPING_PAUSE = 1500;

function later(work, pause) {
  let timer;
  const call = () => { clearTimeout(timer); timer = setTimeout(work, pause); };
  call.cancel = () => clearTimeout(timer);
  return call;
}

// ---- Lists: by buttons, keyboard and drag and drop ----
function announce(text) {
  document.getElementById("kept")?.replaceChildren(text);
}

function blank(list) {
  const item = list.querySelector("[data-item]").cloneNode(true);
  item.querySelector("textarea").value = "";
  item.classList.remove("dragged", "over");
  return item;
}

function renumber(list) {
  [...list.querySelectorAll("[data-item]")].forEach((item, index) => {
    item.querySelector("textarea").setAttribute("aria-label", `${list.dataset.name}, baris ${index + 1}`);
    for (const button of item.querySelectorAll("[data-move]")) {
      const words = { up: "Naikkan", down: "Turunkan", remove: "Hapus" };
      button.setAttribute("aria-label", `${words[button.dataset.move]} baris ${index + 1}`);
      button.value = `${button.dataset.move}:${list.dataset.list}:${index}`;
    }
  });
  editor.dispatchEvent(new Event("input", { bubbles: true }));
}

function move(item, direction) {
  const list = item.parentElement;
  const other = direction === "up" ? item.previousElementSibling : item.nextElementSibling;
  if (!other) return;
  if (direction === "up") list.insertBefore(item, other);
  else list.insertBefore(other, item);
  renumber(list);
  announce(`Baris dipindahkan ke urutan ${[...list.children].indexOf(item) + 1}.`);
}

function removeItem(item) {
  const list = item.parentElement;
  const next = item.nextElementSibling ?? item.previousElementSibling;
  if (next) item.remove();
  else item.querySelector("textarea").value = "";
  renumber(list);
  (next ?? item).querySelector("textarea").focus();
  announce("Baris dihapus.");
}

function addItem(list, after) {
  const item = blank(list);
  if (after) after.after(item);
  else list.append(item);
  renumber(list);
  item.querySelector("textarea").focus();
}

function onListButton(event) {
  const button = event.target.closest("[data-move]");
  if (!button) return;
  event.preventDefault();
  if (button.dataset.move === "add") addItem(button.closest(".component").querySelector("[data-list]"));
  else if (button.dataset.move === "remove") removeItem(button.closest("[data-item]"));
  else { move(button.closest("[data-item]"), button.dataset.move); button.focus(); }
}

function onListKey(event) {
  const item = event.target.closest("[data-item]");
  if (!item || event.target.tagName !== "TEXTAREA") return;
  if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); addItem(item.parentElement, item); }
  if (event.altKey && ["ArrowUp", "ArrowDown"].includes(event.key)) {
    event.preventDefault();
    move(item, event.key === "ArrowUp" ? "up" : "down");
    event.target.focus();
  }
}

// A pasted list becomes one line each.
function onPaste(event) {
  const area = event.target;
  const item = area.closest?.("[data-item]");
  const lines = event.clipboardData?.getData("text").split(/\r?\n/).map((line) => line.trim()).filter(Boolean) ?? [];
  if (!item || lines.length < 2) return;
  event.preventDefault();
  area.value += lines[0];
  let last = item;
  for (const line of lines.slice(1)) {
    const made = blank(item.parentElement);
    made.querySelector("textarea").value = line;
    last.after(made);
    last = made;
  }
  renumber(item.parentElement);
}

function enableDragging(root) {
  let dragged = null;
  root.addEventListener("pointerdown", (event) => {
    const item = event.target.closest(".handle")?.closest("[data-item]");
    if (item) item.draggable = true;
  });
  root.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.("[data-item]");
    dragged?.classList.add("dragged");
  });
  root.addEventListener("dragover", (event) => {
    const over = event.target.closest?.("[data-item]");
    if (!dragged || !over || over.parentElement !== dragged.parentElement) return;
    event.preventDefault();
    for (const item of over.parentElement.children) item.classList.toggle("over", item === over);
  });
  root.addEventListener("drop", (event) => {
    const over = event.target.closest?.("[data-item]");
    if (!dragged || !over || over.parentElement !== dragged.parentElement) return;
    event.preventDefault();
    const items = [...over.parentElement.children];
    if (items.indexOf(dragged) < items.indexOf(over)) over.after(dragged);
    else over.before(dragged);
    renumber(over.parentElement);
  });
  root.addEventListener("dragend", () => {
    if (dragged) dragged.draggable = false;
    for (const item of root.querySelectorAll(".over, .dragged")) item.classList.remove("over", "dragged");
    dragged = null;
  });
}

// ---- What is typed is kept, and answered ----
async function send(path) {
  const response = await fetch(editor.dataset.url + path, {
    method: "POST", body: new URLSearchParams(new FormData(editor)), headers: { Accept: path === "/otomatis" ? "application/json" : "text/html" },
  });
  if (!response.ok) throw new Error(String(response.status));
  return response;
}

let isTouched = false;
async function keep() {
  if (!isTouched) return;
  try {
    const { at } = await (await send("/otomatis")).json();
    isTouched = false;
    announce(`Disimpan sementara ${at}`);
  } catch {
    announce("Belum tersimpan sementara. Periksa sambungan internet Anda.");
  }
}

let shown = 0;
async function refresh() {
  const state = document.getElementById("preview-state");
  const mine = ++shown;
  try {
    const text = await (await send("/pratinjau")).text();
    if (mine !== shown) return; // a later answer is on its way
    const preview = document.getElementById("preview");
    const open = preview.querySelector("details[open]")?.dataset.aspect;
    preview.innerHTML = text;
    if (open) openAspect(open);
    state.textContent = "";
  } catch {
    state.textContent = "Pratinjau belum dapat dimuat.";
  }
}

function openAspect(aspect) {
  const wanted = document.querySelector(`#preview details[data-aspect="${CSS.escape(aspect)}"]`);
  if (!wanted) return;
  for (const details of document.querySelectorAll("#preview details")) details.open = details === wanted;
}

async function ask(event) {
  event.preventDefault();
  const asked = document.getElementById("asked");
  asked.textContent = "Bertanya …";
  try {
    asked.innerHTML = await (await send("/tanya")).text();
  } catch {
    asked.textContent = "Bot belum dapat ditanya. Coba lagi sebentar lagi.";
  }
}

if (editor) {
  document.body.classList.add("scripted");
  const keepLater = later(keep, KEEPING_PAUSE);
  const refreshLater = later(refresh, TYPING_PAUSE);
  editor.addEventListener("input", (event) => {
    if (event.target.name === "question") return;
    isTouched = true;
    keepLater();
    refreshLater();
  });
  editor.addEventListener("click", onListButton);
  editor.addEventListener("keydown", onListKey);
  editor.addEventListener("paste", onPaste);
  editor.addEventListener("focusin", (event) => {
    const aspect = event.target.closest("[data-aspect]")?.dataset.aspect;
    if (aspect && !event.target.closest("#preview")) openAspect(aspect);
  });
  enableDragging(editor);
  document.getElementById("ask").addEventListener("click", ask);
  editor.querySelector("[name=question]").addEventListener("keydown", (event) => {
    if (event.key === "Enter") ask(event);
  });
  editor.addEventListener("submit", () => { isTouched = false; keepLater.cancel(); });
  // A closed tab keeps what was typed since the last pause.
  window.addEventListener("pagehide", () => {
    if (isTouched) navigator.sendBeacon(`${editor.dataset.url}/otomatis`, new URLSearchParams(new FormData(editor)));
  });
  document.querySelector("[data-focus]")?.scrollIntoView({ block: "center" });
}
