// A form is sent once: pressing again while its answer is on the way is not a second act.
const sent = new WeakSet();
const PATIENCE = 10_000; // milliseconds after which it may be tried again

addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.getAttribute("method") !== "post") return;
  if (sent.has(form)) {
    event.preventDefault();
    return;
  }
  sent.add(form);
  setTimeout(() => sent.delete(form), PATIENCE);
});
