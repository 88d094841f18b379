// Everything the page asks of the simulator.

/** Raised with a sentence for the reader. */
export class Failed extends Error {}

let chosen = null;

/** From now on every request is about this bot (its username); null = the one that was started last. */
export function chooseBot(username) {
  chosen = username;
}

function address(path, query = {}) {
  const parameters = new URLSearchParams(chosen ? { ...query, bot: chosen } : query).toString();
  return parameters ? `${path}?${parameters}` : path;
}

async function answer(request) {
  let response;
  try {
    response = await request;
  } catch {
    throw new Failed("Simulator tidak terjangkau. Periksa apakah masih berjalan.");
  }
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Failed(explain(response.status, body.error));
  return body;
}

function explain(status, reason) {
  if (reason === "no such bot") return "Bot itu tidak ada lagi. Pilih bot lain.";
  if (status === 503) return "Bot belum tersambung. Tunggu sebentar lalu coba lagi.";
  if (status === 409) return "Anda memblokir bot ini. Buka blokir dahulu.";
  if (status === 413) return "Berkas terlalu besar.";
  if (reason?.includes("no picture")) return "Berkas itu bukan foto yang dikenal.";
  if (reason?.includes("longer than")) return "Pesan terlalu panjang.";
  return `Tidak terkirim (${reason ?? status}).`;
}

/** Sends one thing as this citizen: an object (JSON) or a FormData (photo, file). */
export function send(citizen, content) {
  const from = { id: citizen.id, first_name: citizen.name };
  if (content instanceof FormData) {
    content.append("from", JSON.stringify(from));
    return answer(fetch(address(`/chats/${citizen.id}/send`), { method: "POST", body: content }));
  }
  const body = JSON.stringify({ ...content, from });
  return answer(fetch(address(`/chats/${citizen.id}/send`), { method: "POST", headers: { "Content-Type": "application/json" }, body }));
}

/** Blocks the bot for this citizen, or takes it back. */
export function setBlocked(citizen, blocked) {
  return answer(fetch(address(`/chats/${citizen.id}/${blocked ? "block" : "unblock"}`), { method: "POST" }));
}

/** What changed in these chats since a revision; held up to `wait` seconds. */
export function updates(ids, since, wait, signal) {
  return answer(fetch(address("/page/updates", { chats: ids.join(","), since, wait }), { signal, cache: "no-store" }));
}

/** The address of a photo or document in a chat. */
export function fileAddress(citizen, fileId) {
  return address(`/chats/${citizen.id}/files/${encodeURIComponent(fileId)}`);
}
