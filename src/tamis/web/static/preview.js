// Waits for the draft and then shows it; without this module the page reloads by itself.
import { call } from "/static/lib.js";

async function wait() {
  const found = await call("GET", document.body.dataset.api).catch(() => null);
  if (!found) {
    setTimeout(wait, 2000);
  } else if (found.state === "building" || found.publishing === "working") {
    setTimeout(wait, 800);
  } else {
    location.reload();
  }
}

setTimeout(wait, 600);
