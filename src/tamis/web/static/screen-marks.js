// Marks words of several sets in a card; each set has its own line under the word.

const ESCAPE = /[.*+?^${}()|[\]\\]/g;

/** A word as a pattern: any hyphen or space between its parts, `*` any ending, plurals as well. */
function pattern(word) {
  const parts = word.trim().split(/[\s\-\u2010-\u2015]+/u).filter(Boolean);
  const made = parts.map((part) => part
    .replace(ESCAPE, "\\$&")
    .replaceAll("\\*", "[\\p{L}\\p{N}'’]*")
    .replaceAll("\\?", "[\\p{L}\\p{N}]?"));
  const plural = /[\p{L}]{4,}$/u.test(parts.at(-1) ?? "") ? "(?:s|es)?" : "";
  return made.join("[\\s\\-\\u2010-\\u2015]+") + plural;
}

export class Marker {
  /** @param {{kind: string, label: string, words: string[]}[]} sets */
  constructor(sets) {
    this.sets = sets.filter((set) => set.words.length);
    const groups = this.sets.map((set) => {
      const words = [...set.words].sort((a, b) => b.length - a.length);
      return `(${words.map(pattern).join("|")})`;
    });
    this.find = groups.length
      ? new RegExp(`(?<![\\p{L}\\p{N}])(?:${groups.join("|")})(?![\\p{L}\\p{N}])`, "giu")
      : null;
  }

  /** Mark the words under `root`; gives how many of each kind. */
  mark(root, hidden = new Set()) {
    const counts = Object.fromEntries(this.sets.map((set) => [set.kind, 0]));
    if (!this.find) return counts;
    const places = root.querySelectorAll("h2, .abstract, .headings dd");
    for (const place of places) {
      const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
      const texts = [];
      while (walker.nextNode()) texts.push(walker.currentNode);
      for (const text of texts) this.one(text, counts, hidden);
    }
    return counts;
  }

  one(text, counts, hidden) {
    const said = text.data;
    let end = 0;
    let pieces = null;
    this.find.lastIndex = 0;
    for (let found = this.find.exec(said); found; found = this.find.exec(said)) {
      if (!found[0]) { this.find.lastIndex += 1; continue; }
      const { kind } = this.sets[found.findIndex((part, i) => i > 0 && part !== undefined) - 1];
      counts[kind] += 1;
      if (hidden.has(kind)) continue;
      pieces ??= document.createDocumentFragment();
      pieces.append(said.slice(end, found.index));
      const mark = document.createElement("mark");
      mark.className = kind;
      mark.textContent = found[0];
      pieces.append(mark);
      end = found.index + found[0].length;
    }
    if (pieces) {
      pieces.append(said.slice(end));
      text.replaceWith(pieces);
    }
  }
}

/** Words someone typed, one a line. */
export const lines = (text) => text.split("\n").map((word) => word.trim().toLowerCase()).filter((word) => word.length > 1);
