// The reader: which characters of a page are selected, and boxes around them.

/** Every element of the reader that holds characters of the page, in order. */
const parts = () => [...document.querySelectorAll("#reader [data-s]")];

/** Where a point of a range lies in the page's text, or null when it lies in none of its parts. */
function offset(node, at) {
  const part = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node)?.closest?.("[data-s]");
  if (!part) return null;
  const before = document.createRange();
  before.selectNodeContents(part);
  before.setEnd(node, at);
  return Number(part.dataset.s) + before.toString().length;
}

/** The words that are selected in the reader: their document, page, place and quote. */
export function selected() {
  const reader = document.getElementById("reader");
  const selection = getSelection();
  if (!reader || !selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!reader.contains(range.commonAncestorContainer)) return null;
  const inside = parts().filter((part) => range.intersectsNode(part));
  if (!inside.length) return null;
  const first = inside[0];
  const last = inside[inside.length - 1];
  const start = offset(range.startContainer, range.startOffset) ?? Number(first.dataset.s);
  const end = offset(range.endContainer, range.endOffset) ?? Number(last.dataset.s) + last.textContent.length;
  const quote = selection.toString().replace(/\s+/g, " ").trim();
  if (!(end > start) || !quote) return null;
  return { document: reader.dataset.document, page: Number(reader.dataset.page), start, end, quote };
}

/** Draw boxes around words of the page that is shown. */
export function show(places, kind) {
  const sheet = document.querySelector("#reader svg");
  paint(places, kind);
  if (!sheet) return;
  sheet.querySelectorAll(`.mark-${kind}`).forEach((box) => box.remove());
  const words = sheet.querySelector(".words");
  const page = Number(document.getElementById("reader").dataset.page);
  for (const word of sheet.querySelectorAll("text[data-s]")) {
    const from = Number(word.dataset.s);
    const to = from + word.textContent.length;
    if (!places.some((place) => place.page === page && from < place.end && place.start < to)) continue;
    const size = Number(word.getAttribute("font-size"));
    const box = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    box.setAttribute("class", `mark-${kind}`);
    box.setAttribute("x", word.getAttribute("x"));
    box.setAttribute("y", Number(word.getAttribute("y")) - size * 0.8);
    box.setAttribute("width", word.getAttribute("textLength"));
    box.setAttribute("height", size);
    sheet.insertBefore(box, words);
  }
}

/** The same in running text, where the browser can paint ranges. */
function paint(places, kind) {
  if (!globalThis.Highlight || !CSS.highlights) return;
  const page = Number(document.getElementById("reader").dataset.page);
  const ranges = [];
  for (const part of document.querySelectorAll("#reader :not(text)[data-s]")) {
    const from = Number(part.dataset.s);
    const length = part.textContent.length;
    for (const place of places) {
      if (place.page !== page || place.start >= from + length || place.end <= from || !part.firstChild) continue;
      const range = document.createRange();
      range.setStart(part.firstChild, Math.max(0, place.start - from));
      range.setEnd(part.firstChild, Math.min(length, place.end - from));
      ranges.push(range);
    }
  }
  CSS.highlights.set(kind, new Highlight(...ranges));
}
