// The path of an instrument's rules, worked out anew at every answer. Without this module the
// server shows it after each domain is kept.
import { call } from "/static/lib.js";

const { api, instrument } = document.body.dataset;

function chip(word) {
  const made = document.createElement("span");
  made.className = `judged ${word}`;
  made.textContent = word.replaceAll("-", " ");
  return made;
}

function line(rule) {
  const made = document.createElement("li");
  const fired = rule.holds && rule.reached;
  made.className = fired ? "fired" : rule.reached ? "passed" : "unreached";
  const state = fired ? " (this one)" : rule.reached ? " (does not hold)" : " (not reached)";
  made.textContent = `${rule.when} → ${rule.then.replaceAll("-", " ")}${state}`;
  return made;
}

async function follow(form) {
  const proposed = form.querySelector("[data-proposed]");
  if (!proposed) return;
  const answers = {};
  for (const [name, value] of new FormData(form)) {
    if (name.startsWith("answer-") && value) answers[name.slice(7)] = value;
  }
  const asked = { instrument, domain: form.dataset.domain, answers };
  const turn = form.dataset.turn = String(Number(form.dataset.turn ?? 0) + 1);
  try {
    const found = await call("POST", `${api}/proposal`, asked);
    if (form.dataset.turn !== turn) return; // answers were changed since
    const some = Object.keys(answers).length > 0;
    proposed.replaceChildren(some ? chip(found.judgement) : "nothing yet");
    form.querySelector("[data-rules]").replaceChildren(...found.path.map(line));
  } catch (error) {
    if (form.dataset.turn === turn) proposed.textContent = `not known: ${error.message}`;
  }
}

for (const form of document.querySelectorAll("form[data-domain]")) {
  form.addEventListener("change", (event) => {
    if (event.target.name.startsWith("answer-")) {
      follow(form);
      const says = event.target.value && !["NI", "NA"].includes(event.target.value);
      if (says) event.target.closest("fieldset").querySelector("details").open = true;
    }
  });
}
