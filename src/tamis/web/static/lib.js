// What the pages' modules share: the form's token, calls to the API, and what is said aloud.

let token = document.querySelector('meta[name="tamis-token"]').content;
/** Whose page this is. Somebody else may log in in another tab; nothing of this page is theirs. */
const writer = document.querySelector('meta[name="tamis-writer"]')?.content;

/** An answer that is not a success, with the server's own words. */
export class Refused extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

/** A server that was started again takes new tokens only; its pages hold them. */
async function renewToken() {
  const page = await (await fetch(location.href)).text();
  const found = new DOMParser().parseFromString(page, "text/html").querySelector('meta[name="tamis-token"]');
  if (found) token = found.content;
}

/** Call the API; JSON in, JSON out. A lost connection throws TypeError, a refusal `Refused`. */
export async function call(method, path, body, options = {}, fresh = false) {
  const headers = { "X-Tamis-Token": token, Accept: "application/json" };
  if (writer) headers["X-Tamis-Writer"] = encodeURIComponent(writer);
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const answer = await fetch(path, {
    method,
    headers,
    body: body === undefined ? undefined : JSON.stringify(body),
    ...options,
  });
  const text = await answer.text();
  const value = answer.headers.get("content-type")?.includes("json") && text ? JSON.parse(text) : null;
  if (answer.status === 403 && value?.title === "ForeignRequest" && !fresh) {
    await renewToken();
    return call(method, path, body, options, true);
  }
  if (!answer.ok) throw new Refused(answer.status, value?.detail ?? answer.statusText);
  return value;
}

const place = document.getElementById("said");
let timer;

/** Say something in the live region; it stays `seconds`, or until the next word when 0. */
export function say(text, seconds = 4) {
  clearTimeout(timer);
  place.textContent = text;
  if (seconds) timer = setTimeout(() => { place.textContent = ""; }, seconds * 1000);
}

let latest = 0;

/** An id no other act has, greater than this page's last: 48 bits of time, 80 of chance (a ULID). */
export function newId() {
  let now = latest = Math.max(Date.now(), latest + 1);
  const signs = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  let time = "";
  for (let i = 0; i < 10; i += 1) {
    time = signs[now % 32] + time;
    now = Math.floor(now / 32);
  }
  const chance = crypto.getRandomValues(new Uint8Array(16));
  return time + Array.from(chance, (byte) => signs[byte % 32]).join("");
}
