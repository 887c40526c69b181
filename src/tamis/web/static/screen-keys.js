// What each key does: presets, changes to them, and a switch that turns single keys off.

export const NAMES = {
  include: "Include", maybe: "Maybe", exclude: "Exclude", skip: "Skip, or forward again",
  back: "Back to the card before", undo: "Undo", note: "Write a note", label: "Write labels",
  highlights: "Highlights on and off", criteria: "Criteria", score: "Show the score (logged)",
  pool: "Search all reports", help: "This list",
};
const COMMON = { skip: "j", back: "k", highlights: "h", criteria: "c", score: "s", pool: "/", help: "?" };
export const PRESETS = {
  tamis: { name: "tamis", keys: { ...COMMON, include: "v", maybe: "m", exclude: "x", undo: "u", note: "n", label: "l" } },
  rayyan: { name: "Rayyan", keys: { ...COMMON, include: "i", maybe: "u", exclude: "e", undo: "z", note: "n", label: "l" } },
  asreview: { name: "ASReview", keys: { ...COMMON, include: "r", maybe: "m", exclude: "i", undo: "u", note: "n", label: "l" } },
  covidence: { name: "like Covidence (yes, no, maybe)", keys: { ...COMMON, include: "y", maybe: "m", exclude: "n", undo: "u", note: "o", label: "l" } },
};
const STORE = "tamis.keys";

/** The keys in use: `{preset, keys, on}`. */
export function load() {
  try {
    const kept = JSON.parse(localStorage.getItem(STORE) ?? "{}");
    const preset = kept.preset in PRESETS ? kept.preset : "tamis";
    return { preset, keys: { ...PRESETS[preset].keys, ...kept.keys }, on: kept.on !== false };
  } catch {
    return { preset: "tamis", keys: { ...PRESETS.tamis.keys }, on: true };
  }
}

export function save(chosen) {
  localStorage.setItem(STORE, JSON.stringify(chosen));
}

/** Keys that would come to mean the opposite: include ↔ exclude. */
export function reversed(before, after) {
  const found = [];
  for (const [one, other] of [["include", "exclude"], ["exclude", "include"]]) {
    if (before[one] && before[one] === after[other]) {
      found.push({ key: before[one].toUpperCase(), was: NAMES[one], now: NAMES[other] });
    }
  }
  return found;
}

/**
 * The action a key press asks for, or null: never inside a field one types in, an open dialog, or with Ctrl, Alt, ⌘.
 * A dialog that has just closed holds the focus until the next frame; a key pressed by then counts.
 */
export function asked(event, chosen) {
  if (!chosen.on || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return null;
  const at = event.target;
  const closing = at instanceof Element && at.closest("dialog:not([open])");
  if (!closing && at instanceof Element && at.closest('input:not([type="checkbox"]), textarea, select, dialog, [contenteditable]')) return null;
  if (/^[1-9]$/.test(event.key)) return { reason: Number(event.key) };
  const key = event.key.toLowerCase();
  const action = Object.keys(chosen.keys).find((name) => chosen.keys[name] === key);
  return action ? { action } : null;
}

/** How a key is written on a button. */
export const shown = (key) => (key.length === 1 ? key.toUpperCase() : key);

/** Fill the dialog and keep it in step; `changed` is told of new keys. */
export function dialog(root, current, changed) {
  const preset = root.querySelector("#preset");
  const on = root.querySelector("#keys-on");
  const rows = root.querySelector("#keymap");
  const clash = root.querySelector("#clash");
  let draft = structuredClone(current());

  for (const [id, { name }] of Object.entries(PRESETS)) preset.add(new Option(name, id));

  function warn() {
    const turned = reversed(current().keys, draft.keys);
    clash.hidden = !turned.length;
    clash.textContent = turned
      .map(({ key, was, now }) => `Careful: ${key} means ${was} now and would mean ${now}, the opposite.`)
      .join("\n");
  }

  function draw() {
    preset.value = draft.preset;
    on.checked = draft.on;
    rows.replaceChildren(...Object.keys(NAMES).map((action) => {
      const row = document.createElement("tr");
      const head = document.createElement("th");
      head.scope = "row";
      head.textContent = NAMES[action];
      const cell = document.createElement("td");
      const field = document.createElement("input");
      field.value = shown(draft.keys[action]);
      field.readOnly = true;
      field.setAttribute("aria-label", `Key for: ${NAMES[action]}`);
      field.addEventListener("keydown", (event) => {
        if (event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey) return;
        if (/^[1-9]$/.test(event.key)) return;
        event.preventDefault();
        const key = event.key.toLowerCase();
        const taken = Object.keys(draft.keys).find((name) => draft.keys[name] === key);
        if (taken) draft.keys[taken] = draft.keys[action];
        draft.keys[action] = key;
        draw();
        rows.querySelector(`[aria-label="Key for: ${NAMES[action]}"]`).focus();
      });
      cell.append(field);
      row.append(head, cell);
      return row;
    }));
    warn();
  }

  preset.addEventListener("change", () => {
    draft = { ...draft, preset: preset.value, keys: { ...PRESETS[preset.value].keys } };
    draw();
  });
  on.addEventListener("change", () => {
    draft.on = on.checked;
    changed({ ...current(), on: on.checked });
  });
  root.querySelector("#keys-use").addEventListener("click", () => {
    changed(structuredClone(draft));
    warn();
    root.close();
  });
  return () => {
    draft = structuredClone(current());
    draw();
    root.showModal();
  };
}
