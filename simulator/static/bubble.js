// One message as a bubble, with what belongs to it: photo, place, contact, buttons.

import { fileAddress } from "./api.js";
import { clock, element, icon } from "./dom.js";
import { formatted } from "./formatting.js";

/** Returns the list item for a message as the simulator describes it. */
export function bubble(message, context) {
  const side = message.from_bot ? "in" : "out";
  const body = element("div", { class: "bubble" }, ...contents(message, context));
  const who = message.from_bot ? context.botName() : "Anda";
  const item = element("li", { class: `message ${side}`, dataset: { messageId: String(message.message_id) } },
    element("span", { class: "visually-hidden", text: `${who}: ` }), body);
  const rows = message.reply_markup?.inline_keyboard;
  if (message.from_bot && rows?.length) {
    item.classList.add("with-buttons");
    item.append(inlineKeyboard(message, rows, context));
  }
  return item;
}

function contents(message, context) {
  const parts = [quoted(message.reply_to_message)];
  if (message.photo) parts.push(photo(message, context));
  if (message.document) parts.push(documentCard(message.document, context));
  if (message.venue) parts.push(place(message.venue.location, message.venue.title, message.venue.address));
  else if (message.location) parts.push(place(message.location, "Lokasi", ""));
  if (message.contact) parts.push(contactCard(message.contact));
  if (message.voice) parts.push(element("p", { class: "note", text: `Pesan suara, ${message.voice.duration} detik` }));
  if (message.sticker) parts.push(element("p", { class: "sticker", text: message.sticker.emoji ?? "Stiker" }));
  const text = message.text ?? message.caption;
  if (text) parts.push(textBlock(text, message.entities ?? message.caption_entities, context, stamp(message)));
  else parts.push(stamp(message));
  return parts.filter(Boolean);
}

function textBlock(text, entities, context, time) {
  const block = element("div", { class: "text", dir: "auto" });
  block.append(formatted(text, entities, context), time);
  return block;
}

function quoted(message) {
  if (!message) return null;
  return element("div", { class: "quoted", text: (message.text ?? message.caption ?? "Pesan").slice(0, 120) });
}

function photo(message, context) {
  const largest = message.photo.at(-1);
  const address = fileAddress(context.citizen, largest.file_id);
  const picture = element("img", { src: address, alt: message.caption ?? "Foto", loading: "lazy",
    width: largest.width, height: largest.height });
  return element("a", { class: "photo", href: address, target: "_blank", rel: "noopener" }, picture);
}

function documentCard(file, context) {
  const size = `${Math.max(1, Math.round(file.file_size / 1024))} kB`;
  return element("a", { class: "card", href: fileAddress(context.citizen, file.file_id), download: file.file_name },
    element("span", { class: "card-icon" }, icon("file")),
    element("span", {}, element("strong", { text: file.file_name }), element("small", { text: size })));
}

function place(location, title, address) {
  const { latitude, longitude } = location;
  const href = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=17/${latitude}/${longitude}`;
  return element("a", { class: "place", href, target: "_blank", rel: "noopener noreferrer", "aria-label": `${title}, buka peta` },
    element("span", { class: "map" }, icon("pin")),
    element("span", { class: "place-text" },
      element("strong", { text: title }),
      address ? element("span", { text: address }) : null,
      element("small", { text: `${latitude.toFixed(5)}, ${longitude.toFixed(5)} · buka peta` })));
}

function contactCard(contact) {
  return element("div", { class: "card" },
    element("span", { class: "card-icon" }, icon("person")),
    element("span", {}, element("strong", { text: [contact.first_name, contact.last_name].filter(Boolean).join(" ") }),
      element("small", { text: contact.phone_number })));
}

function stamp(message) {
  const edited = message.edit_date ? "diedit " : "";
  const mark = message.from_bot ? "" : " ✓";
  return element("span", { class: "stamp", text: `${edited}${clock(message.date)}${mark}` });
}

function inlineKeyboard(message, rows, context) {
  return element("div", { class: "inline-keyboard", role: "group", "aria-label": "Tombol pilihan" },
    ...rows.map((row) => element("div", { class: "row" },
      ...row.map((button) => inlineButton(message, button, context)))));
}

function inlineButton(message, button, context) {
  if (button.url) {
    const start = context.startOf(button.url);
    if (start === null) return urlButton(button);
    return element("button", { type: "button", text: button.text, onClick: () => context.onStart(start) });
  }
  const press = (event) => context.onInlineButton(message, button, event.currentTarget);
  return element("button", { type: "button", text: button.text, onClick: press });
}

function urlButton(button) {
  const href = /^(https?|tg):/i.test(button.url) ? button.url : `https://${button.url}`;
  return element("a", { href, target: "_blank", rel: "noopener noreferrer" },
    element("span", { text: button.text }), icon("open"));
}
