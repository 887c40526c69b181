// Duplicates: keys while the pair has the focus; waiting for the search without a reload by hand.
import { call } from "./lib.js";

const pair = document.getElementById("pair");
const answers = { s: "same", d: "different", l: "later" };

if (pair) {
  let sent = false; // a key pressed before the next pair is shown says nothing of this one
  pair.focus({ preventScroll: true });
  pair.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea")) return;
    const key = event.key.toLowerCase();
    const button = key === "u" ? document.getElementById("undo")
      : answers[key] && pair.querySelector(`button[value="${answers[key]}"]`);
    if (!button) return;
    event.preventDefault();
    if (sent || event.repeat) return;
    sent = true;
    button.click();
  });
}

if (document.body.dataset.state === "working") {
  const look = async () => {
    const desk = await call("GET", document.body.dataset.api).catch(() => null);
    if (desk && desk.state !== "working") location.reload();
    else setTimeout(look, 1000);
  };
  setTimeout(look, 400);
}
