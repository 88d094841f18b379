// The foot of a phone: text field, menu, attachments, reply keyboard; and the big "Mulai" of a new chat.

import { element, icon, iconButton } from "./dom.js";

const MAX_TEXT = 4096;

export class Composer {
  /** `actions`: sendText, sendPhoto, sendFile, shareLocation, shareContact, start, unblock. */
  constructor(actions) {
    this.actions = actions;
    this.commands = [];
    this.keyboard = null;
    this.keyboardOpen = false;
    this.build();
  }

  build() {
    this.input = element("textarea", { rows: "1", placeholder: "Tulis pesan", "aria-label": "Tulis pesan", maxlength: String(MAX_TEXT),
      dir: "auto", enterkeyhint: "send", onInput: () => this.resize(), onKeydown: (event) => this.key(event) });
    this.sendButton = iconButton("send", "Kirim", () => this.submit(), { class: "icon-button send" });
    this.menuButton = iconButton("commands", "Menu perintah", () => this.toggle("menu"), { "aria-expanded": "false" });
    this.attachButton = iconButton("attach", "Lampirkan", () => this.toggle("attach"), { "aria-expanded": "false" });
    this.keyboardButton = iconButton("keyboard", "Tampilkan papan tombol", () => this.toggleKeyboard(), { hidden: true });
    this.photoInput = this.filePicker("image/*", this.actions.sendPhoto);
    this.fileInput = this.filePicker("", this.actions.sendFile);
    this.panel = element("div", { class: "popup", hidden: true });
    this.keys = element("div", { class: "reply-keyboard", hidden: true, role: "group", "aria-label": "Papan tombol" });
    this.bar = element("div", { class: "bar" }, this.menuButton, this.input, this.keyboardButton, this.attachButton, this.sendButton);
    this.big = element("button", { type: "button", class: "start", hidden: true });
    this.node = element("div", { class: "composer" }, this.panel, this.bar, this.big, this.keys, this.photoInput, this.fileInput);
    this.node.addEventListener("keydown", (event) => { if (event.key === "Escape") this.closePanel(true); });
  }

  filePicker(accept, onFile) {
    const picker = element("input", { type: "file", accept, hidden: true, tabindex: "-1" });
    picker.addEventListener("change", () => { if (picker.files[0]) onFile(picker.files[0]); picker.value = ""; });
    return picker;
  }

  /** Shows the text field, or one big button in its place ("start", "unblock", "wait"). */
  setMode(mode) {
    if (this.mode === mode) return;
    this.mode = mode;
    this.bar.hidden = mode !== "write";
    this.big.hidden = mode === "write";
    this.big.disabled = mode === "wait";
    this.big.textContent = { start: "MULAI", unblock: "BUKA BLOKIR", wait: "Menunggu bot tersambung…", write: "" }[mode];
    this.big.onclick = mode === "start" ? this.actions.start : this.actions.unblock;
    if (mode !== "write") this.closePanel();
    this.showKeyboard();
  }

  setCommands(commands) {
    this.commands = commands;
    this.menuButton.hidden = commands.length === 0;
  }

  /** Takes the newest reply keyboard of the chat, null for none. */
  setKeyboard(markup) {
    if (JSON.stringify(markup) === JSON.stringify(this.keyboard)) return;
    this.keyboard = markup;
    this.keyboardOpen = markup !== null;
    this.input.placeholder = markup?.input_field_placeholder ?? "Tulis pesan";
    this.showKeyboard();
  }

  showKeyboard() {
    const there = this.keyboard !== null && this.mode === "write";
    this.keyboardButton.hidden = !there;
    this.keyboardButton.setAttribute("aria-expanded", String(there && this.keyboardOpen));
    this.keys.hidden = !there || !this.keyboardOpen;
    this.keys.replaceChildren(...(there ? this.keyboard.keyboard : []).map((row) =>
      element("div", { class: "row" }, ...row.map((button) => this.keyButton(button)))));
    this.actions.resized();
  }

  keyButton(button) {
    const described = typeof button === "string" ? { text: button } : button;
    const press = () => {
      if (this.keyboard?.one_time_keyboard) { this.keyboardOpen = false; this.showKeyboard(); }
      if (described.request_location) this.actions.shareLocation();
      else if (described.request_contact) this.actions.shareContact();
      else this.actions.sendText(described.text);
    };
    const picture = described.request_location ? icon("pin") : described.request_contact ? icon("person") : null;
    // A pin in the words beside our picture of one would be two; where there is no emoji font it would be a box.
    const words = described.request_location ? described.text.replace(/^📍\s*/u, "") : described.text;
    return element("button", { type: "button", onClick: press }, picture, element("span", { text: words }));
  }

  toggleKeyboard() {
    this.keyboardOpen = !this.keyboardOpen;
    this.showKeyboard();
  }

  toggle(which) {
    const open = !this.panel.hidden && this.panel.dataset.which === which;
    this.closePanel();
    if (open) return;
    this.panel.dataset.which = which;
    this.panel.replaceChildren(...(which === "menu" ? this.menuItems() : this.attachItems()));
    this.panel.hidden = false;
    (which === "menu" ? this.menuButton : this.attachButton).setAttribute("aria-expanded", "true");
    this.panel.querySelector("button")?.focus();
  }

  closePanel(refocus = false) {
    if (this.panel.hidden) return;
    this.panel.hidden = true;
    this.menuButton.setAttribute("aria-expanded", "false");
    this.attachButton.setAttribute("aria-expanded", "false");
    if (refocus) this.input.focus();
  }

  menuItems() {
    return this.commands.map(({ command, description }) => this.item(null, () => this.actions.sendText(`/${command}`),
      element("strong", { text: `/${command}` }), element("span", { text: description })));
  }

  attachItems() {
    return [
      this.item("photo", () => this.photoInput.click(), element("span", { text: "Foto" })),
      this.item("file", () => this.fileInput.click(), element("span", { text: "Berkas" })),
      this.item("pin", this.actions.shareLocation, element("span", { text: "Lokasi" })),
      this.item("person", this.actions.shareContact, element("span", { text: "Kontak" })),
    ];
  }

  item(picture, onClick, ...content) {
    const act = () => { this.closePanel(true); onClick(); };
    return element("button", { type: "button", onClick: act }, picture ? icon(picture) : null, ...content);
  }

  key(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.submit();
    } else if (event.key === "/" && this.input.value === "" && this.commands.length > 0) {
      queueMicrotask(() => { if (this.panel.hidden) { this.toggle("menu"); this.input.focus(); } });
    }
  }

  async submit() {
    const text = this.input.value;
    if (!text.trim()) return;
    this.closePanel();
    this.input.value = "";
    this.resize();
    // A text that did not go out comes back into the field.
    if (!(await this.actions.sendText(text)) && this.input.value === "") { this.input.value = text; this.resize(); }
    if (this.hasFocus()) this.input.focus();
  }

  /** Whether the reader is still here: who went on to another phone while a message was under way stays there. */
  hasFocus() {
    return this.node.contains(document.activeElement) || document.activeElement === document.body;
  }

  resize() {
    if (!this.input.value.startsWith("/")) this.closePanel();
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, 132)}px`;
    this.sendButton.classList.toggle("ready", this.input.value.trim() !== "");
  }
}
