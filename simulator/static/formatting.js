// Telegram's text and entities as DOM. Offsets are UTF-16 units, as JavaScript's own.

import { element } from "./dom.js";

const TAGS = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote",
};
const SAFE = /^(https?|mailto|tel|tg|geo):/i;

/** Returns a fragment with the formatted text; `onCommand` and `onStart` are called for /commands and t.me links. */
export function formatted(text, entities, context) {
  const fragment = document.createDocumentFragment();
  const known = (entities ?? []).filter((e) => Number.isInteger(e.offset) && e.length > 0);
  const ordered = [...known].sort((a, b) => a.offset - b.offset || b.length - a.length);
  fill(fragment, text, 0, text.length, ordered, context);
  return fragment;
}

function fill(parent, text, start, end, entities, context) {
  let at = start;
  let rest = entities;
  while (rest.length > 0) {
    const [first, ...others] = rest;
    const from = Math.max(first.offset, at);
    const to = Math.min(first.offset + first.length, end);
    rest = others;
    if (to <= from) continue;
    if (from > at) parent.append(text.slice(at, from));
    const inside = rest.filter((e) => e.offset < to);
    rest = rest.filter((e) => e.offset + e.length > to).map((e) => cut(e, to));
    const node = nodeFor(first, text.slice(from, to), context);
    fill(node, text, from, to, inside, context);
    parent.append(node);
    at = to;
  }
  if (at < end) parent.append(text.slice(at, end));
}

// What reaches beyond its neighbour's end goes on behind it.
function cut(entity, from) {
  if (entity.offset >= from) return entity;
  return { ...entity, offset: from, length: entity.offset + entity.length - from };
}

function nodeFor(entity, content, context) {
  switch (entity.type) {
    case "text_link": return link(entity.url, context);
    case "url": return link(/^[a-z][a-z0-9+.-]*:/i.test(content) ? content : `http://${content}`, context);
    case "email": return link(`mailto:${content}`, context);
    case "phone_number": return link(`tel:${content.replace(/[^+\d]/g, "")}`, context);
    case "bot_command": return element("button", { type: "button", class: "link", onClick: () => context.onCommand(content) });
    case "spoiler": return spoiler();
    case "mention": case "hashtag": return element("span", { class: "mention" });
    default: return element(TAGS[entity.type] ?? "span");
  }
}

function link(address, context) {
  if (!SAFE.test(address)) return element("span");
  const start = context.startOf(address);
  if (start !== null) return element("button", { type: "button", class: "link", onClick: () => context.onStart(start) });
  return element("a", { href: address, target: "_blank", rel: "noopener noreferrer" });
}

function spoiler() {
  const node = element("span", { class: "spoiler", role: "button", tabindex: "0", "aria-label": "Teks tersembunyi, tekan untuk membuka" });
  const reveal = () => { node.classList.add("revealed"); node.removeAttribute("aria-label"); };
  node.addEventListener("click", reveal);
  node.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") reveal(); });
  return node;
}
