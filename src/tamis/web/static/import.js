// Import: dropping files on the page is choosing them; a file too large is said before it is sent.
import { say } from "./lib.js";

const form = document.getElementById("sending");
const input = document.getElementById("files");
const drop = document.getElementById("drop");

document.documentElement.classList.add("js");

for (const kind of ["dragenter", "dragover"]) {
  form.addEventListener(kind, (event) => {
    event.preventDefault();
    drop.classList.add("over");
  });
}
for (const kind of ["dragleave", "drop"]) {
  form.addEventListener(kind, () => drop.classList.remove("over"));
}
form.addEventListener("drop", (event) => {
  event.preventDefault();
  if (!event.dataTransfer?.files.length) return;
  input.files = event.dataTransfer.files;
  form.requestSubmit();
});
form.addEventListener("submit", (event) => {
  const size = Array.from(input.files).reduce((sum, file) => sum + file.size, 0);
  const limit = Number(form.dataset.limit);
  if (size > limit) {
    event.preventDefault();
    say(`These files have ${Math.ceil(size / 2 ** 20)} MB together; the server takes ${Math.floor(limit / 2 ** 20)} MB at once.`, 0);
    return;
  }
  say("Sending and reading …", 0);
});
