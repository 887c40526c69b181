// Extraction: selected words fill the field one is in, a typed quote is looked for, values are
// saved without leaving the page. Everything here also works by plain forms.
import { call, newId, Refused, say } from "./lib.js";
import { selected, show } from "./fulltext.js";

const { api, study } = document.body.dataset;
const NUMBERS = /[-−–]?\d+(?:[.·]\d+)?/g;
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
  const numbers = place.quote.match(NUMBERS) ?? [];
  if (!value.value && row.dataset.kind === "number" && numbers.length === 1) value.value = numbers[0];
  if (!value.value && row.dataset.kind === "text") value.value = place.quote;
  show([place], "chosen");
}

/** Make the cells of the page's tables buttons; without this module they are for reading only. */
function offer() {
  for (const cell of document.querySelectorAll("#tables [data-start]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "pick";
    button.textContent = cell.textContent;
    cell.replaceChildren(button);
  }
}

/** Put a cell of a table behind the field one is in, and its number into it. */
function pick(cell) {
  if (!active) {
    say("First go to the field of the form that this cell is the value of.");
    return;
  }
  const reader = document.getElementById("reader");
  const quote = cell.textContent.trim();
  if (quote.split(/\s+/).length > 25) {
    say("At most 25 words: select the shortest words that carry the value.");
    return;
  }
  const value = field(active, "value");
  value.value = "";
  const { start, end } = cell.dataset;
  anchor(active, { document: reader.dataset.document, page: Number(cell.closest("table").dataset.page), start: Number(start), end: Number(end), quote });
  choose(active, quote);
}

/** A cell of several numbers: which of them is meant. */
function choose(row, quote) {
  const value = field(row, "value");
  const box = row.querySelector(".choices");
  const numbers = row.dataset.kind === "number" && !value.value ? quote.match(NUMBERS) ?? [] : [];
  box.hidden = !numbers.length;
  box.replaceChildren(...numbers.map((number) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "small choice";
    button.textContent = number;
    button.addEventListener("click", () => {
      value.value = number;
      box.hidden = true;
      value.focus();
    });
    return button;
  }));
  say(numbers.length ? `${numbers.length} numbers in “${quote}”; choose one.` : `“${quote}” goes with ${row.querySelector("label").firstChild.textContent.trim()}.`);
  (box.firstElementChild ?? value).focus();
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
  if (!places || field(row, "quote").value !== quote) return;
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

/** The form of that place, as it stands now: what was saved since may have brought in a new one. */
const standing = (form) => (form.id && document.getElementById(form.id)) || form;

async function keep(given, state = "") {
  if (given.dataset.under) return;
  const value = told(given, state);
  given.dataset.under = "way";
  await sent(given, value, state).finally(() => { delete given.dataset.under; });
}

async function sent(given, value, state) {
  standing(given).querySelector(".problem")?.remove();
  const typed = field(given, "value").value;
  try {
    await call("POST", `${api}/studies/${encodeURIComponent(study)}/readings`, value);
  } catch (error) {
    const words = error instanceof Refused ? error.message : "The server can't be reached; nothing was saved.";
    const note = document.createElement("p");
    note.className = "problem";
    note.setAttribute("role", "alert");
    note.textContent = words;
    standing(given).append(note);
    return;
  }
  const form = standing(given);
  const line = form.querySelector(".state");
  const changed = field(form, "value").value !== typed; // while it was on its way
  if (line && !changed) {
    form.classList.add("filled");
    line.textContent = state === "not-reported" ? "Saved: not reported" : "Saved";
    if (state === "not-reported") field(form, "value").value = "";
  }
  say(state === "not-reported" ? `${value.name}: saved as not reported.` : `${value.name} ${value.value}: saved.`);
  await refresh(given, changed ? null : field(form, "value").value);
}

let refreshes = 0;

/**
 * Bring in what the server now says, and leave what one is typing alone.
 * `left` is what stands in the field of `given` unless it was changed since it was saved.
 */
async function refresh(given, left) {
  const turn = refreshes += 1;
  const fresh = await page(location.href).catch(() => null);
  if (!fresh) return;
  const form = standing(given);
  const here = form.contains(document.activeElement) || document.activeElement === document.body;
  const kept = left !== null && field(form, "value").value === left;
  const all = [...rows()];
  const next = all[all.indexOf(form) + 1];
  for (const row of all) {
    const now = fresh.getElementById(row.id);
    if (!now) continue;
    const [there, own] = [field(row, "value"), now.elements.namedItem("value").value];
    const untouched = there.value === there.defaultValue && !row.contains(document.activeElement);
    if (row === form ? kept : untouched && there.value !== own) replace(row, now);
  }
  if (turn === refreshes) derive(fresh);
  if (form.classList.contains("blank") && here && kept) {
    field((next && document.getElementById(next.id)) ?? standing(form), "value").focus();
  }
}

/** What follows from the values, as the server says. */
function derive(fresh) {
  document.querySelectorAll(".derived").forEach((old) => old.remove());
  const groups = document.querySelectorAll("fieldset.group");
  fresh.querySelectorAll("fieldset.group").forEach((group, i) => {
    const derived = group.querySelector(".derived");
    if (derived && groups[i]) groups[i].append(document.adoptNode(derived));
  });
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

let turns = 0;
let going = 0; // the page that is on its way, 0 for none

/** Show another page of the text without losing what is typed; what was asked for last is shown. */
async function turn(number, find) {
  const reader = document.getElementById("reader");
  if (!reader) return;
  const asked = turns += 1;
  going = 0;
  if (Number(reader.dataset.page) === number && find === undefined) return;
  const address = new URL(location.href);
  address.searchParams.set("document", reader.dataset.document);
  address.searchParams.set("page", number);
  if (find !== undefined) address.searchParams.set("find", find);
  going = number;
  const answer = await page(address).catch(() => null);
  if (asked !== turns) return;
  going = 0;
  const fresh = answer?.getElementById("reader");
  if (!fresh) {
    say("The page can't be fetched: no connection to the server", 0);
    return;
  }
  const inside = reader.contains(document.activeElement) ? document.activeElement : null;
  reader.replaceWith(document.adoptNode(fresh));
  offer();
  if (inside?.name === "page") refocus(fresh, inside);
  history.replaceState(null, "", address);
  say(`Page ${number}`);
}

/** Keep the focus on Back or On, so that Enter turns on. */
function refocus(reader, was) {
  const at = [...was.form.elements].filter((one) => one.name === "page").indexOf(was);
  const buttons = [...reader.querySelectorAll('.turn button[name="page"]')];
  (buttons[at]?.disabled ? buttons[1 - at] : buttons[at])?.focus();
}

/** Where Back or On leads from the page that is shown, or on its way. */
function onward(button) {
  const { page: shown, pages } = document.getElementById("reader").dataset;
  const step = Number(button.value) - Number(shown);
  return Math.min(Math.max((going || Number(shown)) + step, 1), Number(pages));
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
    turn(onward(button));
  } else if (form.matches("form.seek")) {
    event.preventDefault();
    turn(1, field(form, "find").value).then(() => document.getElementById("find")?.focus());
  }
});

offer();

document.addEventListener("click", (event) => {
  const cell = event.target.closest?.("button.pick")?.parentElement;
  if (cell) pick(cell);
  const link = event.target.closest?.(".places a");
  if (!link) return;
  event.preventDefault();
  const asked = new URL(link.href).searchParams;
  turn(Number(asked.get("page")), asked.get("find") ?? "");
});
