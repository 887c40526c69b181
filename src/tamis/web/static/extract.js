// Extraction: selected words fill the field one is in, a typed quote is looked for, values are
// saved without leaving the page. Everything here also works by plain forms.
import { call, newId, Refused, say } from "./lib.js";
import { selected, show } from "./fulltext.js";

const { api, study } = document.body.dataset;
let active = null;

const field = (form, name) => form.elements.namedItem(name);
const rows = () => document.querySelectorAll("form.blank");

document.addEventListener("focusin", (event) => {
  const row = event.target.closest?.("form.blank");
  if (!row) return;
  active?.classList.remove("active");
  active = row;
  row.classList.add("active");
});

/** Put words of the text behind the field one is in. */
function anchor(row, place) {
  for (const name of ["page", "start", "end"]) field(row, name).value = place[name];
  field(row, "document").value = place.document;
  field(row, "quote").value = place.quote;
  row.querySelector(".state").textContent = `Words from page ${place.page}; Enter saves`;
  const value = field(row, "value");
  const numbers = place.quote.match(/[-−–]?\d+(?:[.·]\d+)?/g) ?? [];
  if (!value.value && row.dataset.kind === "number" && numbers.length === 1) value.value = numbers[0];
  if (!value.value && row.dataset.kind === "text") value.value = place.quote;
  show([place], "chosen");
}

/** Take what is selected, if it is little enough to be a proof. */
function take() {
  const place = selected();
  if (!place || !active) return false;
  if (place.quote.split(/\s+/).length > 25) {
    say("At most 25 words: select the shortest words that carry the value.");
    return false;
  }
  anchor(active, place);
  say(`“${place.quote}” goes with ${active.querySelector("label").firstChild.textContent.trim()}.`);
  return true;
}

let waiting;
let dragging = false;
document.addEventListener("pointerdown", (event) => {
  dragging = event.pointerType === "mouse" && Boolean(event.target.closest?.("#reader"));
});
document.addEventListener("pointerup", () => {
  if (!dragging) return;
  dragging = false;
  // The browser settles the selection after this event.
  setTimeout(() => { if (take()) field(active, "value").focus(); });
});
document.addEventListener("selectionchange", () => {
  clearTimeout(waiting);
  if (!dragging) waiting = setTimeout(() => { if (!document.activeElement?.matches("input")) take(); }, 400);
});

document.addEventListener("keydown", (event) => {
  const row = event.target.closest?.("form.blank");
  if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/" && event.target.name === "value" && !event.target.value) {
    event.preventDefault();
    keep(row, "not-reported");
  } else if (event.key === "Enter" && event.target.name === "quote" && event.target.value.trim()) {
    event.preventDefault();
    look(row);
  }
});

/** Look for a typed quote and let one choose among its places. */
async function look(row) {
  const name = field(row, "document").value;
  const quote = field(row, "quote").value;
  const places = await call("GET", `${api}/documents/${encodeURIComponent(name)}/find?q=${encodeURIComponent(quote)}`)
    .catch((error) => { say(error.message, 0); return null; });
  if (!places) return;
  const box = row.querySelector(".choices");
  box.hidden = false;
  box.replaceChildren();
  if (!places.length) {
    box.textContent = "The text has no such words. Saved like this, they are marked as not checked.";
    say(box.textContent);
    return;
  }
  for (const place of places) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "small choice";
    button.textContent = `p. ${place.page}: … ${place.prefix} [${place.quote}] ${place.suffix} …`;
    button.addEventListener("click", async () => {
      await turn(place.page);
      anchor(row, { ...place, document: name });
      box.hidden = true;
      field(row, "value").focus();
    });
    box.append(button);
  }
  say(`${places.length} place${places.length === 1 ? "" : "s"}; choose one.`);
  box.firstElementChild.focus();
}

/** What a form says, as the API takes it. */
function told(form, state) {
  const get = (name) => {
    const found = field(form, name);
    return found && found.type !== "submit" ? found.value : "";
  };
  const value = { name: get("name"), value: get("value"), state: state || get("state") || "reported", outcome: get("outcome"), timepoint: get("timepoint"), population: get("population"), arm: get("arm"), unit: get("unit"), formula: get("formula"), note: get("note"), suggested_by: get("suggested_by"), act: newId() };
  if (state === "not-reported") value.value = "";
  const page = Number(get("page"));
  const quote = get("quote").trim();
  if (get("document") && (page || quote)) value.words = page ? { document: get("document"), page, start: Number(get("start")), end: Number(get("end")) } : { document: get("document"), quote };
  return value;
}

async function keep(form, state = "") {
  const value = told(form, state);
  const line = form.querySelector(".state");
  form.querySelector(".problem")?.remove();
  try {
    await call("POST", `${api}/studies/${encodeURIComponent(study)}/readings`, value);
  } catch (error) {
    const words = error instanceof Refused ? error.message : "The server can't be reached; nothing was saved.";
    const note = document.createElement("p");
    note.className = "problem";
    note.setAttribute("role", "alert");
    note.textContent = words;
    form.append(note);
    return;
  }
  if (line) {
    form.classList.add("filled");
    line.textContent = state === "not-reported" ? "Saved: not reported" : "Saved";
    if (state === "not-reported") field(form, "value").value = "";
  }
  say(state === "not-reported" ? `${value.name}: saved as not reported.` : `${value.name} ${value.value}: saved.`);
  await refresh(form);
}

/** Bring in what the server now says, and leave what one is typing alone. */
async function refresh(form) {
  const fresh = await page(location.href).catch(() => null);
  if (!fresh) return;
  const all = [...rows()];
  const next = all[all.indexOf(form) + 1];
  for (const row of all) {
    const now = fresh.getElementById(row.id);
    if (!now) continue;
    const own = now.elements.namedItem("value").value;
    if (row === form || (!field(row, "value").value && own)) replace(row, now);
  }
  document.querySelectorAll(".derived").forEach((old) => old.remove());
  const groups = document.querySelectorAll("fieldset.group");
  fresh.querySelectorAll("fieldset.group").forEach((group, i) => {
    const derived = group.querySelector(".derived");
    if (derived && groups[i]) groups[i].append(document.adoptNode(derived));
  });
  if (form.classList.contains("blank")) {
    const again = document.getElementById(form.id);
    const after = next ? document.getElementById(next.id) : again;
    field(after ?? again, "value").focus();
  }
}

function replace(old, now) {
  const kept = document.adoptNode(now);
  old.replaceWith(kept);
  if (active === old) active = kept;
}

async function page(address) {
  const answer = await fetch(address, { headers: { Accept: "text/html" } });
  if (!answer.ok) throw new Error(answer.statusText);
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

/** Show another page of the text without losing what is typed. */
async function turn(number, find) {
  const reader = document.getElementById("reader");
  if (!reader || (Number(reader.dataset.page) === number && find === undefined)) return;
  const address = new URL(location.href);
  address.searchParams.set("document", reader.dataset.document);
  address.searchParams.set("page", number);
  if (find !== undefined) address.searchParams.set("find", find);
  const fresh = (await page(address)).getElementById("reader");
  if (!fresh) return;
  reader.replaceWith(document.adoptNode(fresh));
  history.replaceState(null, "", address);
  say(`Page ${number}`);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  const button = event.submitter;
  if (form.matches("form.blank, form.accept")) {
    if (button?.name === "event") return;
    event.preventDefault();
    keep(form, button?.name === "state" ? button.value : "");
  } else if (form.matches("form.turn")) {
    event.preventDefault();
    turn(Number(button.value));
  } else if (form.matches("form.seek")) {
    event.preventDefault();
    turn(1, field(form, "find").value).then(() => document.getElementById("find")?.focus());
  }
});

document.addEventListener("click", (event) => {
  const link = event.target.closest?.(".places a");
  if (!link) return;
  event.preventDefault();
  const asked = new URL(link.href).searchParams;
  turn(Number(asked.get("page")), asked.get("find") ?? "");
});
