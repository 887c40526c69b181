// The screening desk. A key acts on what is in this window already; the server hears of it after.

import { call, newId, say } from "./lib.js";
import * as keys from "./screen-keys.js";
import { Marker, lines } from "./screen-marks.js";
import { Outbox } from "./screen-outbox.js";

const { start, cards, left } = JSON.parse(document.getElementById("start").textContent);
const $ = (id) => document.getElementById(id);
const WORDS = { include: "Included", maybe: "Maybe", exclude: "Excluded" };
const AHEAD = 20;
const LOW = 20;
const form = $("decide");
const fields = { note: $("note"), labels: $("labels") };
const place = `/api/v1/r/${start.room}/screening/${start.stage}`;
const reasons = Object.fromEntries(start.criteria.map(({ code, short }) => [code, short]));

let chosen = keys.load();
let ahead = [];          // cards that come next, drawn already
let trail = [];          // cards seen in this visit, oldest first
let at = -1;             // which of them is shown; trail.length - 1 is the newest
let passed = [];         // reports passed over; they come again at the end
let done = [];           // own acts that can be undone, oldest first
let asking = false;      // Exclude was pressed and waits for a reason
let fetching = null;
let since = performance.now();
let remaining = left;
let turn = null;         // an answer that decides which card is shown; what is pressed meanwhile waits
const PATIENCE = 10_000; // milliseconds such an answer may take
const current = () => trail[at] ?? null;

document.documentElement.classList.add("js");

// ---- words to mark -------------------------------------------------------------------------

const OWN = `tamis.words/${start.room}`;
const own = JSON.parse(localStorage.getItem(OWN) ?? '{"for":"","against":""}');
const hidden = new Set(JSON.parse(localStorage.getItem("tamis.hidden") ?? "[]"));
let marker = makeMarker();

function makeMarker() {
  return new Marker([
    { kind: "own-for", label: "My words for", words: lines(own.for) },
    { kind: "own-against", label: "My words against", words: lines(own.against) },
    ...start.words,
  ]);
}

/** A card as elements, its words marked; done before it is needed. */
function draw(card) {
  const holder = document.createElement("template");
  holder.innerHTML = card.html;
  card.node = holder.content.firstElementChild;
  card.counts = marker.mark(card.node, hidden);
  return card;
}

/** Draw the cards ahead one by one, when nothing else is to be done. */
function drawAhead() {
  const card = ahead.find((one) => !one.node);
  if (!card) return;
  draw(card);
  idle(drawAhead);
}

const idle = (run) => (window.requestIdleCallback ? requestIdleCallback(run, { timeout: 500 }) : setTimeout(run, 15));

function redraw() {
  keepDraft();
  for (const card of [...trail, ...ahead]) delete card.node;
  if (current()) show(at, { quiet: true });
  idle(drawAhead);
}

function drawSets() {
  $("marks").replaceChildren(...marker.sets.map(({ kind, label }) => {
    const row = document.createElement("li");
    const name = document.createElement("label");
    const box = document.createElement("input");
    box.type = "checkbox";
    box.checked = !hidden.has(kind);
    box.addEventListener("change", () => {
      if (box.checked) hidden.delete(kind); else hidden.add(kind);
      localStorage.setItem("tamis.hidden", JSON.stringify([...hidden]));
      redraw();
    });
    const sample = document.createElement("mark");
    sample.className = kind;
    sample.textContent = label;
    const count = document.createElement("span");
    count.className = "count";
    count.dataset.kind = kind;
    name.append(box, sample, count);
    row.append(name);
    return row;
  }));
}

function drawCounts(counts) {
  for (const count of document.querySelectorAll("#marks .count")) count.textContent = counts[count.dataset.kind] ?? 0;
}

// ---- showing -------------------------------------------------------------------------------

function show(index, { quiet = false } = {}) {
  at = index;
  const card = current();
  if (!card) return empty();
  if (!card.node) draw(card);
  $("stage").replaceChildren(card.node);
  form.elements.report.value = card.report;
  fields.note.value = card.draft?.note ?? card.mine?.note ?? "";
  fields.labels.value = card.draft?.labels ?? (card.mine?.labels ?? []).join(", ");
  press(card);
  drawCounts(card.counts);
  ask(false);
  $("scored").open = false;
  $("score").textContent = "How the ranking sees this report. Asking is noted in your log.";
  if (!quiet) scrollTo(0, 0);
  since = performance.now();
  document.documentElement.dataset.report = card.report;
  idle(more);
  return card;
}

function press(card) {
  // Enough people have judged it, and this one is not among them: there is nothing to add.
  const shut = !card.open && !card.mine;
  for (const button of form.querySelectorAll("button.verdict")) {
    button.disabled = shut;
    button.setAttribute("aria-pressed", String(card.mine?.verdict === button.value));
  }
  for (const button of form.querySelectorAll(".reasons button")) {
    button.disabled = shut;
    button.setAttribute("aria-pressed", String(card.mine?.verdict === "exclude" && card.mine.criterion === button.value));
  }
  form.querySelector('[data-do="back"]').disabled = at <= 0;
  form.querySelector('[value="undo"]').disabled = false;
}

function empty() {
  delete document.documentElement.dataset.report;
  for (const button of form.querySelectorAll(".verdicts button, .reasons button")) button.disabled = true;
  if (fetching) {
    $("stage").innerHTML = '<section class="card empty"><p>Fetching cards …</p></section>';
    return;
  }
  if (more.lost) {
    $("stage").innerHTML = '<section class="card empty"><h2>No card is left in this window</h2><p>More come as soon as the server can be reached; this page goes on trying.</p></section>';
    return;
  }
  const words = passed.length
    ? `<p>You passed over ${passed.length}. <button type="button" class="main" data-do="again">Look at them again</button></p>`
    : `<p>You have judged every report that is open to you at this stage. <a href="/r/${start.room}/screening/${start.stage}/conflicts">Conflicts</a> and <a href="/r/${start.room}/screening/${start.stage}/progress">progress</a> show what is left.</p>`;
  $("stage").innerHTML = `<section class="card empty"><h2>Nothing waits for you here</h2>${words}</section>`;
}

/** The next card: the one after this in the trail, or the first of those ahead. */
function next() {
  if (at < trail.length - 1) return show(at + 1);
  const card = ahead.shift();
  if (card) {
    trail.push(card);
    return show(trail.length - 1);
  }
  at = trail.length;
  more();
  empty();
  return null;
}

function tell(text) {
  $("announce").textContent = text;
}

function count() {
  $("left").innerHTML = `<b>${Math.max(0, remaining).toLocaleString("en")}</b> to go`;
}

// ---- fetching ahead ------------------------------------------------------------------------

function more() {
  if (ahead.length >= LOW || fetching || more.dry) return;
  const here = () => [...ahead, ...trail.filter((card) => !card.mine), current()].map((card) => card?.report);
  const held = [...new Set([
    ...here(), ...passed, ...outbox.acts().map((act) => act.report),
  ].filter(Boolean))].slice(0, 500);
  const turns = outbox.turns;
  fetching = call("POST", `${place}/deal`, { count: AHEAD, held, html: true })
    .then((dealt) => {
      const known = new Set(here());
      const mine = new Set(outbox.acts().filter((act) => act.kind === "decide").map((act) => act.report));
      for (const card of dealt.cards) {
        if (!known.has(card.report) && !mine.has(card.report)) ahead.push(card);
      }
      idle(drawAhead);
      if (!outbox.names().length && outbox.turns === turns) remaining = dealt.left;
      more.lost = false;
      more.dry = !dealt.cards.length;
      count();
      if (more.dry) setTimeout(() => { more.dry = false; }, 5000);
    })
    .catch(() => {
      more.lost = more.dry = true;
      setTimeout(() => { more.dry = false; more(); }, 2000);
    })
    .finally(() => {
      fetching = null;
      if (!current()) { if (ahead.length) next(); else empty(); }
    });
}

// ---- acting --------------------------------------------------------------------------------

const outbox = new Outbox(start.room, start.who, {
  state(name, waiting, why, out = false) {
    const shown = $("saved");
    shown.dataset.state = name;
    shown.textContent = { saved: "Saved", saving: "Saving", waiting: `${waiting} not saved yet` }[name];
    trouble(name === "waiting" ? waiting : 0, why, out);
  },
  saved(act) {
    if (act.kind === "decide") keepTime(act);
  },
  left(all) {
    if (start.stage in all) remaining = all[start.stage];
    count();
  },
  refused: () => trouble(0, ""),
});

function trouble(waiting, why, out = false) {
  const box = $("trouble");
  const parts = [];
  if (waiting && out) {
    const line = document.createElement("p");
    const link = document.createElement("a");
    link.href = "/login";
    link.target = "_blank";
    link.textContent = "Log in again in another tab";
    line.append("You are not logged in any more. ", link, ` as ${start.who}: ${waiting} ${waiting === 1 ? "decision waits" : "decisions wait"} in this browser and will be sent, each once.`);
    parts.push(line);
  } else if (waiting) {
    const line = document.createElement("p");
    line.textContent = why
      ? `The server does not take decisions: ${why} ${waiting} wait in this browser and are tried again.`
      : `No connection to the server. Go on: ${waiting} ${waiting === 1 ? "decision waits" : "decisions wait"} in this browser and will be sent, each once.`;
    parts.push(line);
  }
  for (const { act, why: said } of outbox.refused()) {
    const line = document.createElement("p");
    line.textContent = `Not taken: ${said} `;
    for (const [name, run] of [
      ["Open the report", () => inTurn(() => open(act.report))], ["Leave it", () => outbox.forget(act.request)],
    ]) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "small";
      button.textContent = name;
      button.addEventListener("click", run);
      line.append(button, " ");
    }
    parts.push(line);
  }
  const same = box.textContent === parts.map((part) => part.textContent).join("");
  if (!same) box.replaceChildren(...parts);
  box.hidden = !parts.length;
}

function decide(verdict, criterion = null) {
  const card = current();
  if (!card) return;
  if (!card.open && !card.mine) return say("Enough people have judged this report already");
  if (verdict === "exclude" && !criterion && start.criteria.length) return ask(true);
  const act = {
    kind: "decide", request: newId(), stage: start.stage, report: card.report, verdict, criterion,
    note: fields.note.value.trim(),
    labels: fields.labels.value.split(",").map((word) => word.trim()).filter(Boolean).slice(0, 20),
  };
  outbox.add({ ...act });
  done.push({ act, card, before: card.mine, seconds: (performance.now() - since) / 1000 });
  card.mine = { verdict, criterion, note: act.note, labels: act.labels };
  card.draft = null;
  ahead = ahead.filter((one) => one.report !== card.report);
  passed = passed.filter((report) => report !== card.report);
  if (!done.at(-1).before) remaining -= 1;
  said(act, next());
  idle(() => { count(); drawTrail(); });
}

function said(act, card) {
  const why = act.criterion ? `: ${reasons[act.criterion] ?? act.criterion}` : "";
  const then = card ? `Next: ${card.title}` : "No more cards here.";
  tell(`${WORDS[act.verdict]}${why}. ${then}`);
}

function undo() {
  const last = done.pop();
  if (!last) return undoEarlier();
  outbox.add({ kind: "undo", request: newId(), stage: start.stage, of: last.act.request });
  last.card.mine = last.before;
  if (!last.before) remaining += 1;
  goTo(last.card);
  count();
  drawTrail();
  tell(`Taken back. ${last.card.title}`);
  return null;
}

/** Decisions of an earlier visit: the server knows them. */
async function undoEarlier() {
  try {
    const signal = AbortSignal.timeout(PATIENCE);
    const own = await call("GET", `${place}/mine?limit=20`, undefined, { signal });
    const taken = new Set(outbox.acts().filter((act) => act.kind === "undo").map((act) => act.of));
    const last = own.find((one) => !taken.has(one.vote.event));
    if (!last) return say("Nothing to undo");
    const request = newId();
    outbox.add({ kind: "undo", request, stage: start.stage, of: last.vote.event });
    await outbox.send();
    if (outbox.acts().some((act) => act.request === request)) {
      return say("The undo waits in this browser until the server can be reached");
    }
    await open(last.report);
    return tell(`Taken back. ${last.title}`);
  } catch {
    return say("Undo needs the server for decisions of an earlier visit; there is no connection now");
  }
}

function goTo(card) {
  keepDraft();
  let index = trail.indexOf(card);
  if (index < 0) {
    trail.push(card);
    index = trail.length - 1;
  }
  ahead = ahead.filter((one) => one.report !== card.report);
  show(index);
}

/** Show a report by name, wherever it is. */
async function open(report) {
  try {
    const signal = AbortSignal.timeout(PATIENCE);
    const card = await call("GET", `${place}/reports/${report}?html=true`, undefined, { signal });
    // The card stays the one that the trail and the list of decisions hold.
    const known = trail.find((one) => one.report === report);
    return goTo(draw(known ? Object.assign(known, card) : card));
  } catch (error) {
    return say(error.message);
  }
}

/**
 * Do what a key or button asks for, after what was asked for before it: while the server is asked for
 * a card, a key belongs to the card that comes.
 */
function inTurn(run) {
  const work = turn ? turn.then(run) : run();
  if (!(work instanceof Promise)) return;
  const held = work.catch((error) => say(error.message)).finally(() => { if (turn === held) turn = null; });
  turn = held;
}

function keepDraft() {
  const card = current();
  if (!card) return;
  const draft = { note: fields.note.value, labels: fields.labels.value };
  const kept = { note: card.mine?.note ?? "", labels: (card.mine?.labels ?? []).join(", ") };
  card.draft = draft.note !== kept.note || draft.labels !== kept.labels ? draft : null;
}

function skip() {
  const card = current();
  if (!card) return;
  keepDraft();
  if (card.open && !card.mine) {
    if (!passed.includes(card.report)) passed.push(card.report);
    const then = next();
    tell(`Passed over. ${then ? `Next: ${then.title}` : "No more cards here."}`);
  } else {
    const then = next();
    tell(then ? then.title : "No more cards here.");
  }
}

function back() {
  if (at <= 0) return say("This is the first card of this visit");
  keepDraft();
  const card = show(Math.min(at, trail.length) - 1);
  tell(`Back: ${card.title}`);
}

let before = null;       // what had the focus before Exclude asked for a reason

function ask(on) {
  // Left on a reason, the focus would exclude the next card with Space or Enter.
  if (!on && asking && before && $("reasons").contains(document.activeElement)) {
    (before.isConnected ? before : $("main")).focus({ preventScroll: true });
  }
  if (on && !asking) before = document.activeElement === document.body ? $("main") : document.activeElement;
  asking = on;
  $("reasons")?.classList.toggle("asking", on);
  form.querySelector('button[value="exclude"]').setAttribute("aria-expanded", String(on || matchMedia("(min-width: 60.01rem)").matches));
  if (on) {
    tell(`Exclude because: ${start.criteria.slice(0, 9).map(({ short }, i) => `${i + 1} ${short}`).join(", ")}`);
    $("reasons").querySelector("button").focus({ preventScroll: true });
  }
}

async function score() {
  const card = current();
  if (!card) return;
  $("scored").open = true;
  const request = newId();
  try {
    const found = await call("POST", `${place}/score`, { report: card.report, request });
    if (current() !== card) return;
    const words = (list) => list.slice(0, 5).map(({ word }) => word).join(", ");
    $("score").textContent = found.score === null
      ? "There is no ranking yet."
      : `Score ${found.score.toFixed(2)}.${found.up.length ? ` Up: ${words(found.up)}.` : ""}${found.down.length ? ` Down: ${words(found.down)}.` : ""} That you asked is in your log.`;
    tell($("score").textContent);
  } catch (error) {
    if (current() === card) $("score").textContent = error.message || "No connection";
  }
}

// ---- own pace, kept in this browser only ------------------------------------------------------

const PACE = `tamis.pace/${start.room}/${start.who}/${start.stage}`;

function keepTime(act) {
  const entry = done.find((one) => one.act.request === act.request);
  if (!entry || entry.seconds > 600) return;
  const kept = JSON.parse(localStorage.getItem(PACE) ?? "[]");
  kept.push(Math.round(entry.seconds * 10) / 10);
  localStorage.setItem(PACE, JSON.stringify(kept.slice(-500)));
}

function drawTrail() {
  const rows = done.slice(-10).reverse().map(({ act, card }) => {
    const row = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    const verdict = document.createElement("span");
    verdict.className = `verdict ${act.verdict}`;
    verdict.textContent = WORDS[act.verdict];
    const what = document.createElement("span");
    what.className = "what";
    what.textContent = card.title;
    button.append(verdict, what);
    button.addEventListener("click", () => goTo(card));
    row.append(button);
    return row;
  });
  $("trail").querySelector("ol").replaceChildren(...rows);
}

// ---- keys and buttons ------------------------------------------------------------------------

function drawKeys() {
  document.body.classList.toggle("nokeys", !chosen.on);
  for (const sign of document.querySelectorAll("kbd[data-key]")) sign.textContent = keys.shown(chosen.keys[sign.dataset.key]);
}

const openHelp = keys.dialog($("help"), () => chosen, (changed) => {
  chosen = changed;
  keys.save(chosen);
  drawKeys();
  say(chosen.on ? `Keys as in ${keys.PRESETS[chosen.preset].name}` : "Single keys are off");
});

const actions = {
  include: () => { decide("include"); },
  maybe: () => { decide("maybe"); },
  exclude: () => { decide("exclude"); },
  skip, back, undo,
  score: () => { score(); },
  help: openHelp,
  note: () => fields.note.focus(),
  label: () => fields.labels.focus(),
  criteria: () => { const box = $("criteria"); if (box) { box.open = !box.open; if (box.open) box.scrollIntoView({ block: "nearest" }); } },
  pool: () => { location.href = `/r/${start.room}/screening/${start.stage}/pool`; },
  highlights: () => {
    const off = document.body.classList.toggle("unmarked");
    document.querySelector('[data-do="highlights"]').setAttribute("aria-pressed", String(!off));
    tell(off ? "Highlights off" : "Highlights on");
  },
  again: () => {
    trail = trail.filter((card) => !passed.includes(card.report));
    passed = [];
    more.dry = false;
    at = trail.length;
    more();
    empty();
  },
};

addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    if (asking) { ask(false); tell("Not excluded"); }
    if (event.target.closest?.("textarea")) { event.target.blur(); event.preventDefault(); }
    return;
  }
  const wanted = keys.asked(event, chosen);
  if (!wanted) return;
  event.preventDefault();
  if (wanted.reason) {
    const criterion = start.criteria[wanted.reason - 1];
    if (criterion) inTurn(() => { decide("exclude", criterion.code); });
  } else {
    inTurn(actions[wanted.action]);
  }
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const { name, value } = event.submitter ?? {};
  if (name === "reason") inTurn(() => { decide("exclude", value); });
  else if (value === "undo") inTurn(undo);
  else if (value in WORDS) inTurn(() => { decide(value); });
});

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-do]");
  if (button) inTurn(actions[button.dataset.do]);
});

for (const [id, side] of [["own-for", "for"], ["own-against", "against"]]) {
  $(id).value = own[side];
  $(id).addEventListener("change", () => {
    own[side] = $(id).value;
    localStorage.setItem(OWN, JSON.stringify(own));
    marker = makeMarker();
    drawSets();
    redraw();
  });
}

drawKeys();
drawSets();
ahead = cards;
const waitingHere = new Set(outbox.acts().filter((act) => act.kind === "decide").map((act) => act.report));
ahead = ahead.filter((card) => card.report === start.asked || !waitingHere.has(card.report));
if (ahead.length) next(); else { at = 0; more(); empty(); }
idle(drawAhead);
count();
trouble(0, "");
outbox.send();
