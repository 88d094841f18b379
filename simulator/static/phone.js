// One citizen's phone: the chat with the bot, kept up to date by what the page hands to `show`.

import { Failed, send, setBlocked } from "./api.js";
import { bubble } from "./bubble.js";
import { Composer } from "./composer.js";
import { day, element, icon, iconButton } from "./dom.js";
import { pickContact, pickPlace, showAlert } from "./sheets.js";

const DOING = {
  typing: "sedang mengetik", upload_photo: "mengirim foto", upload_document: "mengirim berkas", find_location: "mencari lokasi",
};
const ANSWER_SECONDS = 15;

export class Phone {
  /** `citizen` = {id, name}; `onClose` removes the phone; `onStart` is told when a deep link was used. */
  constructor(citizen, { onClose, onStarted }) {
    Object.assign(this, { citizen, onClose, onStarted, bot: null, messages: new Map(), started: false, blocked: false, start: null });
    this.pressed = new Map();
    this.build();
  }

  build() {
    this.title = element("h2", { text: "…" });
    this.status = element("p", { class: "status", "aria-live": "polite" });
    this.avatar = element("span", { class: "avatar", "aria-hidden": "true" });
    this.list = element("ol", { class: "messages", role: "log", "aria-live": "polite", "aria-label": `Percakapan ${this.citizen.name}` });
    this.welcome = element("div", { class: "welcome", hidden: true });
    this.down = iconButton("down", "Ke pesan terbaru", () => this.toEnd(true), { class: "icon-button to-end", hidden: true });
    this.scroller = element("div", { class: "scroller", tabindex: "0", "aria-label": "Pesan", onScroll: () => this.scrolled() }, this.welcome, this.list);
    // The keyboard, a sheet or a tab changes the room for messages: who was at the end stays there.
    new ResizeObserver(() => this.toEnd()).observe(this.scroller);
    this.toast = element("div", { class: "toast", role: "status", hidden: true });
    this.composer = new Composer({
      sendText: (text) => this.send({ text }), sendPhoto: (file) => this.upload("photo", file), sendFile: (file) => this.upload("document", file),
      shareLocation: () => pickPlace(this.screen, (location) => this.send({ location })),
      shareContact: () => pickContact(this.screen, this.citizen.name, (contact) => this.send({ contact })),
      start: () => this.pressStart(), unblock: () => this.changeBlock(false), resized: () => this.toEnd(),
    });
    this.screen = element("div", { class: "screen" }, this.header(), element("div", { class: "chat" }, this.scroller, this.down, this.toast), this.composer.node);
    this.node = element("section", { class: "phone", "aria-label": `Ponsel ${this.citizen.name}`, dataset: { chatId: String(this.citizen.id) } },
      element("p", { class: "owner" }, icon("person"), element("span", { text: this.citizen.name })), element("div", { class: "frame" }, this.screen));
  }

  header() {
    this.menu = element("div", { class: "popup corner", hidden: true });
    const toggle = () => { this.menu.replaceChildren(...this.menuItems()); this.menu.hidden = !this.menu.hidden; this.menu.querySelector("button")?.focus(); };
    const close = (event) => { if (!this.menu.contains(event.target) && !more.contains(event.target)) this.menu.hidden = true; };
    const more = iconButton("more", "Pilihan lain", toggle);
    document.addEventListener("click", close);
    this.menu.addEventListener("keydown", (event) => { if (event.key === "Escape") { this.menu.hidden = true; more.focus(); } });
    return element("header", { class: "chat-header" }, this.avatar, element("div", { class: "names" }, this.title, this.status), more, this.menu);
  }

  menuItems() {
    const item = (text, act) => element("button", { type: "button", text, onClick: () => { this.menu.hidden = true; act(); } });
    return [
      this.started ? item(this.blocked ? "Buka blokir" : "Blokir bot", () => this.changeBlock(!this.blocked)) : null,
      item("Tutup ponsel ini", () => this.onClose(this)),
    ].filter(Boolean);
  }

  /** Takes the bot's description and what changed in this chat (`whole`: all there is in it). */
  show(bot, changes, whole = false) {
    this.bot = bot;
    if (bot) this.showBot(bot);
    if (changes) {
      this.started = changes.started;
      this.blocked = changes.blocked;
      this.take(changes.messages, whole);
      changes.callback_answers.forEach((answer) => this.answered(answer));
      this.showAction(changes.action);
    }
    this.showState();
  }

  showBot(bot) {
    this.title.textContent = bot.name;
    this.avatar.textContent = [...bot.name][0]?.toUpperCase() ?? "B";
    this.composer.setCommands(bot.commands);
    this.welcome.replaceChildren(element("h3", { text: "Apa yang bisa dilakukan bot ini?" }),
      element("p", { dir: "auto", text: bot.description || "Tekan MULAI untuk menyapa bot ini." }));
  }

  showState() {
    this.welcome.hidden = this.messages.size > 0 || !this.bot;
    const fresh = !this.started || this.start !== null;
    this.composer.setMode(!this.bot ? "wait" : this.blocked ? "unblock" : fresh ? "start" : "write");
    if (!this.action) this.status.textContent = !this.bot ? "" : this.bot.connected ? "bot" : "bot · belum tersambung";
  }

  showAction(action) {
    clearTimeout(this.actionTimer);
    this.action = action;
    if (!action) return;
    this.status.replaceChildren(element("span", { class: "doing", text: DOING[action.action] ?? "sedang menyiapkan" }), element("span", { class: "dots", "aria-hidden": "true" }));
    this.actionTimer = setTimeout(() => { this.action = null; this.showState(); }, action.seconds * 1000);
  }

  take(news, whole) {
    const changed = news.filter((message) => this.messages.get(message.message_id)?.revision !== message.revision);
    const gone = whole ? [...this.messages.keys()].filter((id) => !news.some((message) => message.message_id === id)) : [];
    if (changed.length + gone.length === 0) return;
    gone.forEach((id) => this.messages.delete(id));
    const stay = this.atEnd() || changed.some((message) => message.from_bot === false);
    for (const message of changed) {
      if (message.deleted) this.messages.delete(message.message_id);
      else this.messages.set(message.message_id, message);
    }
    const ids = [...this.messages.keys()].sort((a, b) => a - b);
    const known = new Map([...this.list.querySelectorAll(".message")].map((node) => [Number(node.dataset.messageId), node]));
    const fresh = new Set(changed.map((message) => message.message_id));
    this.draw(ids, known, fresh);
    this.takeKeyboard(ids);
    if (stay) this.toEnd(true);
    this.scrolled();
  }

  // Only what changed is built anew: screen readers announce the log's new items, and nothing twice.
  draw(ids, known, fresh) {
    for (const [id, node] of known) if (!this.messages.has(id)) node.remove();
    this.list.querySelectorAll(".day").forEach((node) => node.remove());
    let before = null;
    let lastDay = "";
    for (const id of ids) {
      const message = this.messages.get(id);
      let node = known.get(id);
      if (!node) { node = bubble(message, this.context()); insertAfter(this.list, node, before); }
      else if (fresh.has(id)) { const next = bubble(message, this.context()); node.replaceWith(next); node = next; }
      const thisDay = day(message.date);
      if (thisDay !== lastDay) this.list.insertBefore(element("li", { class: "day", text: thisDay }), node);
      lastDay = thisDay;
      before = node;
    }
  }

  takeKeyboard(ids) {
    for (const id of [...ids].reverse()) {
      const markup = this.messages.get(id).from_bot ? this.messages.get(id).reply_markup : null;
      if (markup?.keyboard) return this.composer.setKeyboard(markup);
      if (markup?.remove_keyboard) break;
    }
    return this.composer.setKeyboard(null);
  }

  context() {
    return {
      citizen: this.citizen, botName: () => this.bot?.name ?? "Bot",
      onCommand: (command) => this.send({ text: command }),
      startOf: (address) => this.startOf(address), onStart: (start) => this.offerStart(start),
      onInlineButton: (message, button, node) => this.press(message, button, node),
    };
  }

  startOf(address) {
    const found = /^(?:https?:\/\/)?(?:t\.me|telegram\.me)\/(\w+)\?start=([\w-]{1,64})$/i.exec(address);
    return found && found[1].toLowerCase() === this.bot?.username.toLowerCase() ? found[2] : null;
  }

  /** A deep link: shows "Mulai", as Telegram does, also in a chat that is going on. */
  offerStart(parameter) {
    this.start = parameter;
    this.showState();
    this.composer.big.focus();
  }

  async pressStart() {
    const text = this.start ? `/start ${this.start}` : "/start";
    if (!(await this.send({ text }))) return;
    this.start = null;
    this.started = true;
    this.onStarted(this);
    const isStillHere = this.composer.hasFocus();
    this.showState();
    if (isStillHere) this.composer.input.focus();
  }

  async press(message, button, node) {
    if (button.copy_text) return this.copy(button.copy_text.text);
    if (!button.callback_data) return this.say("Tombol jenis ini tidak ada di simulasi.");
    if (node.classList.contains("waiting")) return null;
    node.classList.add("waiting");
    node.setAttribute("aria-busy", "true");
    const sent = await this.send({ callback: button.callback_data, message_id: message.message_id });
    const timer = setTimeout(() => settle(node), sent ? ANSWER_SECONDS * 1000 : 0);
    if (sent) this.pressed.set(sent.callback_query_id, { node, timer });
    return null;
  }

  answered(answer) {
    const pressed = this.pressed.get(answer.id);
    this.pressed.delete(answer.id);
    if (pressed) { clearTimeout(pressed.timer); settle(pressed.node); }
    if (!answer.text) return;
    if (answer.show_alert) showAlert(this.screen, answer.text);
    else this.say(answer.text);
  }

  async copy(text) {
    await navigator.clipboard.writeText(text).then(() => this.say("Disalin."), () => this.say("Tidak bisa menyalin."));
  }

  upload(kind, file) {
    const form = new FormData();
    form.append(kind, file);
    return this.send(form);
  }

  async changeBlock(blocked) {
    await this.attempt(() => setBlocked(this.citizen, blocked));
  }

  send(content) {
    return this.attempt(() => send(this.citizen, content));
  }

  async attempt(action) {
    try {
      return await action();
    } catch (error) {
      if (!(error instanceof Failed)) throw error;
      this.say(error.message);
      return null;
    }
  }

  say(text) {
    clearTimeout(this.toastTimer);
    this.toast.textContent = text;
    this.toast.hidden = false;
    this.toastTimer = setTimeout(() => { this.toast.hidden = true; }, Math.max(3000, text.length * 60));
  }

  atEnd() {
    return this.scroller.scrollHeight - this.scroller.scrollTop - this.scroller.clientHeight < 80;
  }

  toEnd(force = false) {
    if (force || this.down.hidden) this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  scrolled() {
    this.down.hidden = this.atEnd();
  }
}

function settle(node) {
  node.classList.remove("waiting");
  node.removeAttribute("aria-busy");
}

function insertAfter(list, node, before) {
  if (before) before.after(node);
  else list.prepend(node);
}
