// The page: which citizens there are, and one held request that brings news for all of them.

import { chooseBot, Failed, updates } from "./api.js";
import { element } from "./dom.js";
import { Phone } from "./phone.js";

const KEPT = "simulasi.warga";
const NAMES = ["Siti", "Budi", "Made", "Asep", "Butet", "Andi", "Yohana", "Rizal", "Putri", "Daeng", "Wati", "Agus"];
const WAIT_SECONDS = 25;
const MOST = 12;

const phones = new Map();
const board = document.getElementById("phones");
const tabs = document.querySelector(".tabs");
const bots = document.getElementById("bots");
let revision = 0;
let shownBot = null;
let held = null;

function remember() {
  const kept = [...phones.values()].map(({ citizen }) => citizen);
  try {
    localStorage.setItem(KEPT, JSON.stringify({ citizens: kept, active: activeId() }));
  } catch {
    // A browser without storage keeps its citizens until the page is closed.
  }
}

function remembered() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEPT)) ?? {};
    const citizens = (kept.citizens ?? []).filter((c) => Number.isSafeInteger(c?.id) && c.id > 0 && typeof c.name === "string");
    return { citizens: citizens.slice(0, MOST), active: kept.active };
  } catch {
    return { citizens: [], active: null };
  }
}

function newCitizen() {
  const used = new Set([...phones.values()].map(({ citizen }) => citizen.name));
  const name = NAMES.find((candidate) => !used.has(candidate)) ?? `Warga ${phones.size + 1}`;
  return { id: 100_000_000 + crypto.getRandomValues(new Uint32Array(1))[0] % 800_000_000, name };
}

function activeId() {
  return board.querySelector(".phone.active")?.dataset.chatId ?? null;
}

function addPhone(citizen) {
  const phone = new Phone(citizen, { onClose: removePhone, onStarted: dropDeepLink });
  phones.set(citizen.id, phone);
  board.append(phone.node);
  const tab = element("button", { type: "button", text: citizen.name, dataset: { chatId: String(citizen.id) }, onClick: () => activate(citizen.id) });
  tabs.append(tab);
  phone.showState();
  return phone;
}

function removePhone(phone) {
  phones.delete(phone.citizen.id);
  phone.node.remove();
  tabs.querySelector(`[data-chat-id="${phone.citizen.id}"]`).remove();
  if (phones.size === 0) addPhone(newCitizen());
  activate([...phones.keys()][0]);
  refresh();
}

function activate(id) {
  for (const node of [...board.children, ...tabs.children]) {
    const active = node.dataset.chatId === String(id);
    node.classList.toggle("active", active);
    if (node.parentElement === tabs) node.setAttribute("aria-pressed", String(active));
  }
  document.body.classList.toggle("single", phones.size === 1);
  document.getElementById("add-citizen").disabled = phones.size >= MOST;
  remember();
}

function dropDeepLink() {
  const address = new URL(location.href);
  if (!address.searchParams.has("start")) return;
  address.searchParams.delete("start");
  history.replaceState(null, "", address);
}

// A new citizen needs its whole chat: start the held request anew, from the beginning.
function refresh() {
  revision = 0;
  held?.abort();
}

async function listen() {
  for (;;) {
    held = new AbortController();
    try {
      const news = await updates([...phones.keys()], revision, revision ? WAIT_SECONDS : 0, held.signal);
      if (held.signal.aborted) continue;
      if (revision && news.bot?.id !== shownBot) { revision = 0; continue; }
      show(news);
      if (!news.bot) await pause(1000);
    } catch (error) {
      if (!(error instanceof Failed)) throw error;
      if (held.signal.aborted) continue;
      revision = 0;
      phones.forEach((phone) => phone.show(null, null));
      await pause(2000);
    }
  }
}

function show(news) {
  const whole = revision === 0;
  revision = news.revision;
  shownBot = news.bot?.id;
  showBots(news);
  document.title = news.bot ? `${news.bot.name} – Simulasi Telegram` : "Simulasi Telegram";
  for (const [id, phone] of phones) phone.show(news.bot, news.chats[id], whole);
}

// Where several bots are served, the reader says whom the citizens write to.
function showBots({ bot, bots: all }) {
  bots.hidden = all.length < 2;
  const known = [...bots.options].map(({ value }) => value).join();
  const names = all.map(({ username }) => username).sort();
  if (known !== names.join()) {
    bots.replaceChildren(...names.map((username) => element("option", { value: username, text: `@${username}` })));
  }
  if (bot) bots.value = bot.username;
  else if (all.length) chooseBot(null); // the address names a bot that is gone
}

function pick(username) {
  chooseBot(username);
  const address = new URL(location.href);
  address.searchParams.set("bot", username);
  history.replaceState(null, "", address);
  refresh();
}

function pause(milliseconds) {
  return new Promise((resolve) => { setTimeout(resolve, milliseconds); });
}

function open() {
  const kept = remembered();
  (kept.citizens.length ? kept.citizens : [newCitizen()]).forEach(addPhone);
  activate(phones.has(Number(kept.active)) ? Number(kept.active) : [...phones.keys()][0]);
  const asked = new URL(location.href).searchParams;
  if (asked.get("bot")) chooseBot(asked.get("bot"));
  bots.addEventListener("change", () => pick(bots.value));
  const start = asked.get("start");
  if (start && /^[\w-]{1,64}$/.test(start)) phones.get(Number(activeId())).offerStart(start);
  document.getElementById("add-citizen").addEventListener("click", () => {
    const phone = addPhone(newCitizen());
    activate(phone.citizen.id);
    refresh();
    phone.node.scrollIntoView({ inline: "end", block: "nearest" });
  });
  listen();
}

open();
