// The page "Check an offer": reads what is typed into it, here, and shows what was found.
// It writes text only (never HTML), and asks no host for anything.
import { answers, prepared, readOffer, trialAnswers } from "./offer-reader.js";

const data = JSON.parse(document.getElementById("offer-data").textContent);
const tool = prepared(data.tool), { known, advice } = data;
const box = document.getElementById("offer-text"), out = document.getElementById("offer-found");
const HEADS = {
  serious: "Serious warning", ask: "Ask about this", nothing: "No sign was found",
  described: "No offer was found", empty: "There is nothing to read",
  language: "This language can't be read here",
};

function el(name, content = [], attributes = {}) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  for (const part of [content].flat()) if (part !== "" && part !== null) made.append(part);
  return made;
}

const link = (text, href) => (href ? el("a", text, { href, class: "see" }) : text);
const list = (items) => el("ul", items.map((i) => el("li", i)), { class: "offer-list" });
const byId = (held, id) => held.find((h) => h.id === id);

function show() {
  const reading = readOffer(box.value, tool);
  const told = [advice[reading.verdict]];
  if (reading.foreign && reading.verdict !== "language") told.push(advice.partly);
  if (reading.skipped) told.push(advice.cut);
  const parts = [
    el("h3", HEADS[reading.verdict], { id: "offer-verdict", tabindex: "-1" }),
    el("p", told.join(" ")),
  ];
  if (reading.reasons.length)
    parts.push(list(reading.reasons.slice(0, 3).map((r) => byId(data.tool.rules, r).says)));
  if (reading.reasons.includes("sounds-like-selling") && reading.telling.length)
    parts.push(el("p", `${advice.telling} ${reading.telling.join(", ")}`, { class: "note" }));
  parts.push(flagPart("Why this is serious", reading.serious, reading));
  parts.push(flagPart(reading.verdict === "ask" ? "What to ask about" : "Ask about this as well", reading.ask, reading));
  parts.push(lacking(reading), claimed(reading), named(reading), asking(reading));
  out.replaceChildren(el("div", parts.flat().filter(Boolean), {
    class: `offer-result offer-${reading.verdict}`,
  }));
  out.hidden = false;
  document.getElementById("offer-verdict").focus();
}

// The words as they were pasted; of markup only what it reads as.
const shown = ({ quote, words }) => (/[<&]/.test(quote) ? words : quote.replace(/\s+/g, " "));

function flagPart(head, ids, reading) {
  if (!ids.length) return null;
  const items = ids.map((id) => {
    const flag = byId(tool.flags, id);
    const quotes = reading.findings.filter((f) => f.flag === id && f.stance === "said");
    return el("li", [
      el("p", el("strong", flag.name)),
      ...quotes.map((q) => el("p", el("q", shown(q)), { class: "offer-quote" })),
      el("p", flag.says),
      flag.but ? el("p", `But: ${flag.but}`, { class: "note" }) : "",
      el("p", link("Sources and question", `#flag-${id}`), { class: "note" }),
    ]);
  });
  return [el("h4", head), el("ul", items, { class: "offer-flags" })];
}

function lacking(reading) {
  if (!reading.unknown.length) return null;
  const items = reading.unknown.map((id) => byId(data.tool.unknowns, id).says);
  return [el("h4", "Can't tell from this text"), el("p", advice.unknown, { class: "note" }), list(items)];
}

function claimed(reading) {
  const found = answers(box.value, reading, known, tool);
  if (!found.length) return null;
  const items = found.map((a) => [
    el("p", ["It claims ", el("strong", a.concept ? byId(tool.concepts, a.concept).name : a.outcome.label), ". The review looked at: ", a.outcome.label]),
    ...a.approaches.map((x) => el("p", [
      x.certainty ? el("strong", `${x.certainty}. `) : "", x.sentence, " ", link("How this was judged", x.place),
    ], { class: "offer-answer" })),
    a.others ? el("p", `The review asked the same about ${a.others} more ${a.others === 1 ? "kind" : "kinds"} of treatment.`, { class: "note" }) : "",
  ]);
  return [el("h4", "What is claimed, and what trials show"), list(items)];
}

function named(reading) {
  const found = trialAnswers(reading.trials, known);
  if (!found.length) return null;
  const items = found.map(({ mention, known: trial }) => trial
    ? [el("p", [el("strong", mention.number), ": ", link(trial.label, trial.place)]), list(trial.says)]
    : el("p", [el("strong", mention.number), ". ", advice.trial]));
  return [el("h4", "Trials it names"), list(items)];
}

function asking(reading) {
  if (reading.verdict === "empty" || reading.verdict === "language") return null;
  const asks = [
    ...[...reading.serious, ...reading.ask].map((id) => byId(tool.flags, id).ask),
    ...reading.unknown.map((id) => byId(data.tool.unknowns, id).ask),
  ];
  if (!asks.length) return null;
  return [el("h4", "Questions to ask, and to take to your neurologist"), list([...new Set(asks)])];
}

document.getElementById("offer-read").addEventListener("click", show);
document.getElementById("offer-clear").addEventListener("click", () => {
  box.value = "";
  out.replaceChildren();
  out.hidden = true;
  box.focus();
});
document.getElementById("offer-print").addEventListener("click", () => window.print());
document.getElementById("offer-tool").hidden = false;
document.getElementById("offer-without").hidden = true;
