// Reads an offer for red flags, in the browser. The twin of tamis.offers (Python): both run the
// same instrument and must find the same; tests hold every evaluation text against both.
// Nothing here touches the page or the network. Offsets that leave this file count code points.

const LINE = "\n", PARAGRAPH = "\f", OTHER = "·", MOST = 5000000, AROUND = 90, NEAR = 40;
const PER_FLAG = 6, SAMPLE = 400, MOST_OUTCOMES = 3, MOST_APPROACHES = 3;
const MARKUP = /<(?:!--|!doctype|\/?(?:p|div|br|li|ul|ol|h[1-6]|span|a|b|i|em|strong|u|table|tr|td|th|html|body|head|script|style|img|section|article|header|footer|main|nav|form|input|button|svg|iframe|title|meta|link|font|center|hr|blockquote|details|summary|label)(?:[ \t\n\r\f\v/>]))/i;
const TAG = /<(\/?)([A-Za-z][A-Za-z0-9]*)/y;
const ENTITY = /&(?:#([0-9]{1,7})|#[xX]([0-9A-Fa-f]{1,6})|([A-Za-z]{2,8}));/y;
const LIST_LINE = /^(?:[-*]|[0-9]{1,2}[.)]) ?/;
const ITEM = /^(?:[-*] |[0-9]{1,2}[.)] |\([0-9a-z]\) )/;
const SHORT = /^(?:dr|mr|mrs|ms|prof|st|vs|e\.g|i\.e|approx|inc|ltd|u\.s|u\.k|ca|dept|fig|rs|incl|excl|max|min)$/;
const LETTER = /\p{L}/u;
const NO_TEXT = /^(?:%pdf-|\{\\rtf)/;
const TONE_WORD = /[a-z]+(?:'[a-z]+)?|[0-9]+|[$€£%!?]/g, TELLING = 8;

/** The instrument with its patterns compiled. */
export function prepared(data) {
  const once = (p) => new RegExp(p, "u"), all = (p) => new RegExp(p, "gu");
  const cues = (held) => (held.cues ?? []).map((c) => ({
    find: c.find.map(all), unless: (c.not ?? []).map(once),
    negate: c.negate ?? true, after: c.after ?? false, modal: c.modal ?? "",
  }));
  const fold = new Map();
  for (const [to, chars] of Object.entries(data.fold)) for (const c of chars) fold.set(c, to);
  return {
    limits: data.limits, fold, entities: data.entities, language: data.language,
    words: new Set(data.language.words), common: new Set(data.naming.common),
    markup: Object.fromEntries(Object.entries(data.markup).map(([k, v]) => [k, new Set(v)])),
    negation: Object.fromEntries(Object.entries(data.negation).map(([k, v]) => [k, once(v)])),
    reported: data.reported.by.map(once), heading: once(data.reported.heading),
    goesOn: once(data.reported["goes-on"]), tone: {
      ...data.tone, weights: weights(data.tone.words.weights),
      named: new Set(data.tone.words.named.split(" ")),
    },
    condition: once(data.condition.find), trials: all(data.trials.find),
    diseases: Object.values(data.diseases).map(all),
    concepts: data.concepts.map((c) => ({ ...c, words: once(c.words) })),
    flags: data.flags.map((f) => ({
      ...f, claim: f.claim ?? false, only_with: f.only_with ?? [], cues: cues(f),
    })),
    signals: data.signals.map((s) => ({ id: s.id, cues: cues(s) })),
    rules: data.rules.map((r) => ({
      id: r.id, every: r.all.map((names) => names.split("|")), none: r.none ?? [],
      unless: r.unless ?? [], least: r.least ?? 0,
    })),
    unknowns: data.unknowns,
  };
}

function weights(held) {
  const found = new Map();
  for (const [weight, words] of Object.entries(held))
    for (const word of words.split(" ")) found.set(word, Number(weight));
  return found;
}

/** Read a pasted offer; see tamis.offers.reading.read_offer. */
export function readOffer(text, tool) {
  const folded = fold(text, tool);
  const read = distinct(sentences(folded.text, tool));
  const bare = {
    verdict: "empty", reasons: [], serious: [], ask: [], unknown: [], findings: [], claims: [],
    trials: [], signals: [], tone: 0, telling: [], foreign: 0, skipped: 0,
  };
  if (!folded.foreign && !read.some((s) => /[a-z']/.test(s.text))) return bare;
  const found = tool.flags.flatMap((f) => hits(f.id, f.cues, read, tool));
  const many = diseaseHit(folded.text, read, tool);
  if (many) found.push(many);
  const left = { foreign: folded.foreign, skipped: folded.skipped };
  if (!english(read, found, folded, tool)) return { ...bare, verdict: "language", ...left };
  const signals = new Map(tool.signals.map((s) => [
    s.id, hits(s.id, s.cues, read, tool).filter((h) => h.stance !== "denied"),
  ]));
  const there = new Set([...signals].filter(([, held]) => held.length).map(([name]) => name));
  if (tool.condition.test(folded.text)) there.add("condition");
  if (tool.diseases.some((p) => folded.text.search(p) >= 0)) there.add("disease");
  const heard = toneOf(folded.text, tool);
  if (heard.score >= tool.tone.selling) there.add("selling");
  if (heard.score >= tool.tone.loud) there.add("loud");
  if (heard.score <= tool.tone.plain) there.add("plain");
  const sold = there.has("selling") && !there.has("warning");
  const others = !sold && tellsOfOthers(signals, read);
  const said = new Set(others ? [] : found.filter((h) => h.stance === "said").map((h) => h.name));
  const judged = judge(said, there, tool);
  const at = placer(text, folded);
  const verdict = others ? "described" : judged.reasons.length ? "serious"
    : judged.ask.length ? "ask" : "nothing";
  return {
    verdict, ...judged, findings: findings(found, folded, others, tool, at),
    claims: others ? [] : claims(found, folded, tool, at), trials: trials(folded, tool, at),
    signals: [...there].sort(), tone: heard.score, telling: heard.words, ...left,
  };
}

// ---- folding: any text into plain lower-case ASCII that knows where it came from

class Writer {
  chars = []; starts = []; ends = []; letters = 0; foreign = 0;
  put(char, start, end) {
    const last = this.chars.length ? this.chars.at(-1) : PARAGRAPH;
    const blank = last === " " || last === LINE || last === PARAGRAPH;
    if (char === " " && blank) return;
    if ((char === LINE || char === PARAGRAPH) && blank) {
      if (!this.chars.length) return;
      if (last === " " || char === PARAGRAPH) {
        this.chars[this.chars.length - 1] = char === PARAGRAPH || last === PARAGRAPH ? PARAGRAPH : LINE;
        this.unspace();
      }
      return;
    }
    this.chars.push(char); this.starts.push(start); this.ends.push(end);
  }
  unspace() {
    const n = this.chars.length;
    if (n > 1 && " \n\f".includes(this.chars[n - 2])) {
      const both = this.chars[n - 1] === PARAGRAPH || this.chars[n - 2] === PARAGRAPH;
      this.chars.pop(); this.starts.pop(); this.ends.pop();
      this.chars[n - 2] = both ? PARAGRAPH : LINE;
    }
  }
}

function fold(whole, tool) {
  let source = whole;
  if (source.length > MOST) source = Array.from(source).slice(0, MOST).join("");
  const put = new Writer();
  const read = (c) => reads(c, tool, put);
  if (MARKUP.test(source)) foldMarkup(source, tool, put, read);
  else foldPlain(source, put, read);
  return kept(put, tool.limits);
}

function kept(put, { head, tail }) {
  let { chars, starts, ends } = put, skipped = 0;
  if (chars.length > head + tail) {
    skipped = chars.length - head - tail;
    const cut = (held, middle) => [...held.slice(0, head), middle, ...held.slice(-tail)];
    [chars, starts, ends] = [cut(chars, PARAGRAPH), cut(starts, starts[head]), cut(ends, starts[head])];
  }
  return { text: chars.join(""), starts, ends, letters: put.letters, foreign: put.foreign, skipped };
}

function reads(char, tool, put) {
  const code = char.codePointAt(0);
  if (code < 128) {
    const lower = char.toLowerCase();
    if (lower >= "a" && lower <= "z") { put.letters++; return lower; }
    return code >= 32 && code < 127 ? lower : " ";
  }
  const known = tool.fold.get(char);
  if (known !== undefined) {
    if (known >= "a" && known <= "z") put.letters++;
    return known;
  }
  if (code >= 0xff01 && code <= 0xff5e) return reads(String.fromCharCode(code - 0xfee0), tool, put);
  if (code >= 0x1d400 && code <= 0x1d6a3) {
    put.letters++;
    return String.fromCharCode(97 + ((code - 0x1d400) % 26));
  }
  if (code >= 0x1d7ce && code <= 0x1d7ff) return String.fromCharCode(48 + ((code - 0x1d7ce) % 10));
  if (LETTER.test(char)) { put.letters++; put.foreign++; }
  return OTHER;
}

function foldPlain(source, put, read) {
  let at = 0;
  const lines = source.replaceAll("\r\n", "\n ").replaceAll("\r", "\n").split("\n");
  lines.forEach((line, number) => {
    let offset = 0;
    for (const char of line) {
      const known = read(char);
      if (known) put.put(known, at + offset, at + offset + char.length);
      offset += char.length;
    }
    at += line.length;
    if (number + 1 < lines.length) put.put(lineBreak(line, lines[number + 1]), at, at + 1);
    at += 1;
  });
}

function stripped(line) {
  let from = 0, to = line.length;
  while (from < to && " \t\r\f\v".includes(line[from])) from++;
  while (to > from && " \t\r\f\v".includes(line[to - 1])) to--;
  return line.slice(from, to);
}

function lineBreak(line, following) {
  const here = stripped(line), then = stripped(following);
  if (!here || !then) return PARAGRAPH;
  const wrapped = [...here].length >= 45 && !":;".includes(here.at(-1)) && !LIST_LINE.test(then);
  return wrapped && !"•·–—✓✔➤►●▪".includes(then[0]) ? " " : LINE;
}

function foldMarkup(source, tool, put, read) {
  let at = 0, moreTags = true;
  const gone = new Set(); // ends that were looked for and stand nowhere behind
  while (at < source.length) {
    const char = String.fromCodePoint(source.codePointAt(at));
    if (char === "<" && moreTags) {
      const after = skip(source, at, tool, put, gone);
      if (after < 0) moreTags = false;
      else if (after > at) { at = after; continue; }
    }
    if (char === "&") {
      ENTITY.lastIndex = at;
      const found = ENTITY.exec(source);
      if (found) {
        const end = at + found[0].length;
        for (const one of entity(found, tool)) {
          const known = read(one);
          if (known) put.put(known, at, end);
        }
        at = end;
        continue;
      }
    }
    const known = " \t\n\r\f\v".includes(char) ? " " : read(char);
    if (known) put.put(known, at, at + char.length);
    at += char.length;
  }
}

function skip(source, at, tool, put, gone) {
  if (source.startsWith("<!--", at)) {
    const end = gone.has("-->") ? -1 : source.indexOf("-->", at + 4);
    if (end < 0) gone.add("-->");
    return end >= 0 ? end + 3 : at + 4;
  }
  if (source.startsWith("<!", at) || source.startsWith("<?", at)) {
    const end = source.indexOf(">", at);
    return end >= 0 ? end + 1 : -1;
  }
  TAG.lastIndex = at;
  const found = TAG.exec(source);
  if (!found) return at;
  let end = source.indexOf(">", at + found[0].length);
  if (end < 0) return -1;
  const name = found[2].toLowerCase();
  if (tool.markup.hidden.has(name) && !found[1] && !gone.has(name)) {
    const close = closing(source, end + 1, found[2]);
    if (close < 0) gone.add(name);
    end = close >= 0 ? source.indexOf(">", close) : end;
    end = end >= 0 ? end : source.length - 1;
  }
  mark(name, Boolean(found[1]), at, end, tool, put);
  return end + 1;
}

function closing(source, at, name) {
  const forms = new Set([name, name.toLowerCase(), name.toUpperCase()]);
  const found = [...forms].map((f) => source.indexOf(`</${f}`, at)).filter((f) => f >= 0);
  return found.length ? Math.min(...found) : -1;
}

function mark(name, isClosing, at, end, tool, put) {
  if (name === "li") {
    put.put(LINE, at, end + 1);
    if (!isClosing) { put.put("-", at, end + 1); put.put(" ", at, end + 1); }
  } else if (tool.markup.breaks.has(name)) {
    const line = ["br", "td", "th", "dd", "tr"].includes(name);
    put.put(line ? LINE : PARAGRAPH, at, end + 1);
  } else if (!tool.markup.inline.has(name)) put.put(" ", at, end + 1);
}

function entity(found, tool) {
  if (found[3]) return Object.hasOwn(tool.entities, found[3]) ? tool.entities[found[3]] : OTHER;
  const code = found[1] ? parseInt(found[1], 10) : parseInt(found[2], 16);
  const fine = code > 0 && code < 0x110000 && !(code >= 0xd800 && code < 0xe000);
  return fine ? String.fromCodePoint(code) : OTHER;
}

// ---- sentences

function english(read, found, folded, tool) {
  if (folded.foreign * 2 > folded.letters || NO_TEXT.test(folded.text)) return false;
  const { few, letters, distinct: least, share, weak } = tool.language;
  const sample = read.slice(0, SAMPLE).flatMap((s) => s.text.match(/[a-z']+/g) ?? []);
  if (found.some((h) => !weak.includes(h.name))) return true;
  if (sample.length < few && read.reduce((n, s) => n + s.text.length, 0) <= letters) return true;
  const small = sample.filter((w) => tool.words.has(w));
  if (found.length && small.length) return true;
  return new Set(small).size >= least && small.length >= share * sample.length;
}

function* sentences(whole, tool) {
  let under = false, opened = false, before = false;
  for (const one of cut(whole, tool.limits.sentence)) {
    one.item = ITEM.test(one.text);
    one.asks = one.text.replace(/["')\]]+$/, "").endsWith("?");
    if (opened) { under = true; opened = false; }
    else if (under && !one.item && one.first) under = false;
    if (tool.heading.test(one.text)) opened = true;
    one.reported = under || tool.reported.some((p) => p.test(one.text))
      || (before && !one.first && tool.goesOn.test(one.text));
    before = one.reported;
    yield one;
  }
}

function* cut(whole, longest) {
  let start = 0, first = true;
  for (const [end, paragraph] of ends(whole)) {
    for (const [a, b] of chopped(whole, start, end, longest)) {
      const text = whole.slice(a, b);
      const left = text.length - text.replace(/^[ \n\f]+/, "").length;
      const held = text.slice(left).replace(/[ \n\f]+$/, "");
      if (held) {
        yield { start: a + left, end: a + left + held.length, text: held, first };
        first = false;
      }
    }
    start = end;
    first = first || paragraph;
  }
}

function* ends(whole) {
  for (const stop of whole.matchAll(/[.!?]{1,4}["')\]]{0,3}(?= )|[\n\f]/g)) {
    if (stop[0] === "." && abbreviated(whole, stop.index)) continue;
    yield [stop.index + stop[0].length, stop[0] === PARAGRAPH];
  }
  yield [whole.length, false];
}

function abbreviated(whole, at) {
  const floor = Math.max(0, at - 12);
  let begin = at;
  while (begin > floor && !" \n\f(".includes(whole[begin - 1])) begin--;
  if (begin === floor && begin > 0 && !" \n\f(".includes(whole[begin - 1])) return false;
  return SHORT.test(whole.slice(begin, at));
}

function* chopped(whole, from, end, longest) {
  let start = from;
  while (end - start > longest) {
    let cutAt = whole.lastIndexOf(" ", start + longest - 1);
    if (cutAt < start + Math.floor(longest / 2)) cutAt = start + longest;
    yield [start, cutAt];
    start = cutAt;
  }
  yield [start, end];
}

function distinct(read) {
  const seen = new Set(), held = [];
  for (const one of read) if (!seen.has(one.text)) { seen.add(one.text); held.push(one); }
  return held;
}

// ---- hits

function hits(name, cues, read, tool) {
  const found = [];
  for (const cue of cues) {
    read.forEach((sentence, number) => {
      const text = sentence.text;
      const places = spans(cue.find, text);
      if (!places.length || cue.unless.some((p) => p.test(text))) return;
      let last = -1;
      for (const [start, end] of places) {
        if (end <= last) continue;
        last = end;
        const [stance, soft] = stanceOf(cue, sentence, start, end, tool);
        found.push({
          name: soft ? cue.modal : name, start: sentence.start + start,
          end: sentence.start + end, sentence: number, stance,
        });
      }
    });
  }
  return found;
}

function spans(patterns, text) {
  const found = new Map();
  for (const p of patterns)
    for (const m of text.matchAll(p))
      found.set(`${m.index} ${m[0].length}`, [m.index, m.index + m[0].length]);
  return [...found.values()].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
}

function stanceOf(cue, sentence, start, end, { negation }) {
  const text = sentence.text, before = text.slice(Math.max(0, start - AROUND), start);
  if (cue.negate && negation.before.test(before) && !negation.undone.test(before))
    return ["denied", false];
  if (cue.after && negation.after.test(text.slice(end, end + AROUND))) return ["denied", false];
  if (sentence.reported) return ["described", false];
  if (cue.after) {
    if (negation.bench.test(text)) return ["bench", false];
    if (sentence.asks || negation.inquiry.test(before)) return ["asked", false];
  }
  return ["said", Boolean(cue.modal && negation.modal.test(before))];
}

function diseaseHit(whole, read, tool) {
  const { diseases: least, window } = tool.limits;
  const named = tool.diseases.flatMap((p, kind) =>
    [...whole.matchAll(p)].map((m) => [m.index, m.index + m[0].length, kind]));
  named.sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]);
  const counts = new Map();
  let first = 0;
  for (const [, end, kind] of named) {
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
    while (end - named[first][0] > window) {
      const dropped = named[first][2], rest = counts.get(dropped) - 1;
      if (rest) counts.set(dropped, rest); else counts.delete(dropped);
      first++;
    }
    if (counts.size >= least) {
      const start = named[first][0];
      const at = Math.max(0, read.findIndex((s) => s.end > start));
      const stance = read.length && read[at].reported ? "described" : "said";
      return { name: "many-diseases", start, end, sentence: at, stance };
    }
  }
  return null;
}

// ---- tone: whether the words, taken together, are those of sellers; see tamis.offers.tone

function toneOf(folded, { tone }) {
  const said = new Set((folded.match(TONE_WORD) ?? []).map((w) => (/^[0-9]/.test(w) ? "#" : w)));
  const known = [...said].filter((w) => tone.weights.has(w)).map((w) => [tone.weights.get(w), w]);
  if (known.length < tone.least) return { score: 0, words: [] };
  const heaviest = known.filter(([, w]) => tone.named.has(w))
    .sort((a, b) => b[0] - a[0] || (a[1] < b[1] ? -1 : 1));
  const sum = known.reduce((total, [weight]) => total + weight, 0);
  return {
    score: Math.round(sum / 10 / Math.sqrt(known.length) * 100) / 100,
    words: heaviest.slice(0, TELLING).map(([, w]) => w),
  };
}

// ---- judging

function tellsOfOthers(signals, read) {
  const where = (name) => new Set((signals.get(name) ?? []).map((h) => h.sentence));
  const own = new Set([...where("offer")].filter((i) => !read[i].reported));
  const warned = where("warning"), news = where("news");
  const others = new Set(read.flatMap((s, i) => (s.reported ? [i] : [])));
  if (!own.size) return Boolean(warned.size || news.size || others.size);
  const told = new Set([...warned, ...others]).size, written = new Set([...warned, ...news]).size;
  return (told >= 2 && told >= own.size) || (written >= 2 && written > own.size);
}

function judge(said, there, tool) {
  const flags = tool.flags.filter((f) => said.has(f.id)
    && (!f.only_with.length || f.only_with.some((n) => said.has(n))));
  const weight = flags.reduce((sum, f) => sum + f.weight, 0);
  const raised = new Set(flags.map((f) => f.id)), names = new Set([...raised, ...there]);
  const reasons = [], serious = new Set();
  for (const rule of tool.rules) {
    if (weight < rule.least || rule.none.some((n) => names.has(n))
      || (rule.unless.length && rule.unless.every((n) => names.has(n)))
      || !rule.every.every((either) => either.some((n) => names.has(n)))) continue;
    reasons.push(rule.id);
    for (const n of rule.every.flat()) if (raised.has(n)) serious.add(n);
    if (rule.least) for (const f of flags) if (f.weight > 1) serious.add(f.id);
  }
  if (there.has("plain") && serious.size < tool.tone.flags) {
    reasons.length = 0;
    serious.clear();
  }
  const ordered = [...flags].sort((a, b) => b.weight - a.weight).map((f) => f.id);
  return {
    reasons, serious: ordered.filter((id) => serious.has(id)),
    ask: ordered.filter((id) => !serious.has(id)),
    unknown: tool.unknowns
      .filter((u) => !u.told_by.some((n) => names.has(n) || said.has(n))).map((u) => u.id),
  };
}

// ---- what was found, with its place in what was pasted

function placer(text, folded) {
  const points = pointCounter(text);
  return (start, end) => {
    const a = folded.starts[start], b = folded.ends[end - 1];
    return { start: points(a), end: points(b), quote: text.slice(a, b) };
  };
}

function pointCounter(text) {
  if (!/[\ud800-\udbff]/.test(text)) return (unit) => unit;
  const before = new Uint32Array(text.length + 1);
  let point = 0;
  for (let unit = 0; unit < text.length;) {
    const size = text.codePointAt(unit) > 0xffff ? 2 : 1;
    before.fill(point, unit, unit + size);
    unit += size;
    point++;
  }
  before[text.length] = point;
  return (unit) => before[unit];
}

function findings(found, folded, others, tool, at) {
  const order = new Map(tool.flags.map((f, n) => [f.id, n])), counts = new Map();
  const sorted = [...found].sort((a, b) =>
    a.start - b.start || a.end - b.end || order.get(a.name) - order.get(b.name));
  const held = [];
  for (const hit of sorted) {
    const stance = others && hit.stance === "said" ? "described" : hit.stance;
    const key = `${hit.name} ${stance}`, count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    if (count <= PER_FLAG) held.push({
      flag: hit.name, stance, ...at(hit.start, hit.end),
      words: folded.text.slice(hit.start, hit.end),
    });
  }
  return held;
}

function claims(found, folded, tool, at) {
  const makes = new Set([...tool.flags.filter((f) => f.claim).map((f) => f.id), "no-risk"]);
  return found.filter((h) => h.stance === "said" && makes.has(h.name))
    .sort((a, b) => a.start - b.start || a.end - b.end)
    .map((hit) => {
      const near = folded.text.slice(Math.max(0, hit.start - NEAR), hit.end + NEAR);
      return {
        flag: hit.name,
        concepts: tool.concepts.filter((c) => c.words.test(near)).map((c) => c.id),
        ...at(hit.start, hit.end), words: folded.text.slice(hit.start, hit.end),
      };
    });
}

function trials(folded, tool, at) {
  const seen = new Set(), held = [];
  for (const m of folded.text.matchAll(tool.trials)) {
    const number = m[0].replaceAll(" ", "").toUpperCase();
    if (seen.has(number)) continue;
    seen.add(number);
    held.push({ number, ...at(m.index, m.index + m[0].length) });
  }
  return held;
}

// ---- what the review found about it; see tamis.offers.evidence

/** What the review found about each thing the offer claims. */
export function answers(text, reading, known, tool) {
  const folded = fold(text, tool).text, said = new Set(folded.match(/[a-z0-9]{4,}/g) ?? []);
  const concepts = new Set(reading.claims.flatMap((c) => c.concepts)), found = [];
  const every = new Map(known.outcomes.flatMap((o) => o.approaches).map((a) => [a.label, a]));
  const names = new Set(byName(forPeople([...every.values()], folded), said).map((a) => a.label));
  for (const concept of concepts) {
    const words = tool.concepts.find((c) => c.id === concept).outcomes;
    const about = known.outcomes.filter((o) => words.some((w) => o.about.includes(w)));
    const made = about.sort((a, b) => a.rank - b.rank)
      .map((o) => answer(concept, o, names, folded)).filter((a) => a.approaches.length);
    const matched = made.filter((a) => a.matched);
    found.push(...(matched.length ? matched : made).slice(0, MOST_OUTCOMES));
  }
  const met = new Set(found.map((a) => a.outcome.id));
  const other = reading.claims.filter((c) => !c.concepts.length);
  const words = new Set(other.flatMap((c) => c.words.match(/[a-z0-9]{4,}/g) ?? [])
    .filter((w) => !tool.common.has(w)));
  const called = (o) => (o.about.match(/[a-z0-9]{4,}/g) ?? []).some((w) => words.has(w));
  found.push(...known.outcomes.filter((o) => called(o) && !met.has(o.id))
    .map((o) => answer("", o, names, folded)).filter((a) => a.approaches.length));
  return found;
}

function answer(concept, outcome, names, folded) {
  const asked = forPeople(outcome.approaches, folded);
  const named = asked.filter((a) => names.has(a.label));
  const pool = named.length ? named : [...asked].sort((a, b) => standing(a) - standing(b));
  const shown = pool.slice(0, MOST_APPROACHES);
  return {
    concept, outcome, approaches: shown, matched: named.length > 0,
    others: asked.length - shown.length,
  };
}

function forPeople(approaches, folded) {
  const there = (name) => {
    for (let at = folded.indexOf(name); at >= 0; at = folded.indexOf(name, at + 1))
      if (!/[a-z0-9]/.test(folded[at - 1] ?? " ") && !/[a-z0-9]/.test(folded[at + name.length] ?? " "))
        return true;
    return false;
  };
  const named = approaches.filter((a) => a.people.some(there));
  return named.length ? named : approaches.filter((a) => !a.people.length);
}

function byName(approaches, said) {
  const few = Math.max(1, Math.floor(approaches.length / 3)), counts = new Map();
  for (const a of approaches) for (const w of a.words) counts.set(w, (counts.get(w) ?? 0) + 1);
  const scores = approaches.map((a) => a.words.filter((w) => said.has(w) && counts.get(w) <= few).length);
  const best = Math.max(0, ...scores);
  return best ? approaches.filter((_, i) => scores[i] === best) : [];
}

function standing(approach) {
  const order = ["graded", "not-pooled", "not-reported", "not-studied"];
  const at = order.indexOf(approach.state);
  return at < 0 ? order.length : at;
}

/** What is known of each trial the text names. */
export function trialAnswers(mentions, known) {
  const plain = (n) => n.toUpperCase().replace(/[^0-9A-Z]|EUDRACT|EUCTR|EUCT|NUMBER/g, "");
  const home = new Map();
  for (const t of known.trials) for (const n of t.numbers) if (!home.has(plain(n))) home.set(plain(n), t);
  return mentions.map((mention) => ({ mention, known: home.get(plain(mention.number)) ?? null }));
}
