// Comforts on top of pages that work without them: keys, one submit, no lost typing.

const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const typing = (el) => el.matches("input:not([type=checkbox],[type=radio]), textarea, select, [contenteditable]");

// --- keys -------------------------------------------------------------------------------------------------
let waitingForPlace = 0;

function openHelp() {
  const dialog = $("[data-help-dialog]");
  if (dialog && !dialog.open) dialog.showModal();
}

document.addEventListener("htmx:afterRequest", (event) => {
  if (!event.target.matches?.("[data-help]")) return;
  if (!event.detail.successful) location.assign(event.target.href); // it is a page, too
  else if ($("[data-help-body] > .help")) openHelp(); // otherwise on the way to the sign-in
});

function closeMenus(except) {
  for (const menu of $$("details.menu[open]")) {
    if (menu === except) continue;
    const inside = menu.contains(document.activeElement);
    menu.open = false;
    if (inside) $("summary", menu).focus();
  }
}

function goToPlace(letter) {
  const link = $$("[data-key]").find((el) => el.dataset.key === letter);
  if (link) link.click();
}

function onPlainKey(event) {
  if (waitingForPlace > Date.now()) {
    waitingForPlace = 0;
    goToPlace(event.key.toLowerCase());
  } else if (event.key === "/") {
    const search = $("[data-search]");
    if (!search) return;
    event.preventDefault();
    search.focus();
    search.select();
  } else if (event.key === "?") {
    event.preventDefault();
    const link = $("[data-help]");
    if (link) link.click();
    else openHelp();
  } else if (event.key === "g") {
    waitingForPlace = Date.now() + 1500;
  }
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeMenus();
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    const form = event.target.closest?.("form");
    if (form) {
      event.preventDefault();
      const first = $("button:not([type=button])", form);
      if (!first?.disabled) form.requestSubmit(first || undefined);
    }
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (!typing(event.target) && !$("dialog[open]")) onPlainKey(event);
});

document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));

// --- forms: one submit, nothing lost ------------------------------------------------------------------------
const REOPEN = 15000; // a slow server may be asked again; the operation key makes that harmless
const sent = new WeakMap();
const loaded = new WeakMap();

const guarded = (form) => form.method === "post" && !form.matches("[data-plain]");
const content = (form) =>
  [...new FormData(form)].map(([name, value]) => `${name}=${value instanceof File ? value.name : value}`).join("&");
const dirty = (form) => guarded(form) && !sent.has(form) && (form.matches("[data-dirty]") || loaded.get(form) !== content(form));

function reopen(form) {
  clearTimeout(sent.get(form));
  sent.delete(form);
  for (const button of $$("button[data-sent]", form)) {
    button.disabled = false;
    delete button.dataset.sent;
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (sent.has(form)) {
    event.preventDefault();
    return;
  }
  sent.set(form, setTimeout(() => reopen(form), REOPEN));
  setTimeout(() => { // after the browser has read the pressed button's value
    for (const button of $$("button:not([type=button]):not(:disabled)", form)) {
      button.dataset.sent = "";
      button.disabled = true;
    }
  });
});
window.addEventListener("pageshow", (event) => { if (event.persisted) $$("form").forEach(reopen); });
document.addEventListener("htmx:afterRequest", (event) => { if (event.target.matches?.("form")) reopen(event.target); });
window.addEventListener("beforeunload", (event) => { if ($$("form").some(dirty)) event.preventDefault(); });

// --- fields ---------------------------------------------------------------------------------------------------
function date(input) { // 31122021 → 31/12/2021; the server still decides whether it is a day
  const digits = input.value.trim();
  if (/^\d{8}$/.test(digits)) input.value = `${digits.slice(0, 2)}/${digits.slice(2, 4)}/${digits.slice(4)}`;
}

function drop(area) {
  const input = $("input[type=file]", area);
  const text = $("[data-drop-text]", area);
  if (text) text.hidden = false;
  for (const [name, over] of [["dragover", true], ["dragleave", false], ["drop", false]]) {
    area.addEventListener(name, (event) => {
      event.preventDefault();
      area.toggleAttribute("data-over", over);
      if (name !== "drop" || !event.dataTransfer.files.length) return;
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }
}

const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();

function typeAhead(select) { // a long list gets a line to narrow it, with or without diacritics
  if (select.multiple || select.options.length < 13 || select.dataset.narrowed) return;
  const all = [...select.options].map((option) => [option, plain(option.text)]);
  const input = document.createElement("input");
  Object.assign(input, { type: "search", className: "input narrow", autocomplete: "off", placeholder: document.body.dataset.narrow });
  input.setAttribute("aria-label", document.body.dataset.narrow);
  input.addEventListener("keydown", (event) => { if (event.key === "Enter" && !event.ctrlKey) event.preventDefault(); });
  input.addEventListener("input", () => {
    const chosen = select.value;
    const wanted = plain(input.value.trim());
    select.replaceChildren(...all.filter(([option, text]) => !option.value || option.value === chosen || text.includes(wanted)).map(([option]) => option));
    select.value = chosen;
  });
  select.dataset.narrowed = "";
  select.before(input);
}

document.addEventListener("change", (event) => { if (event.target.matches("[data-date]")) date(event.target); });

// --- tables: whether there is more to the right, arrows in grids ----------------------------------------------------
function more(region) {
  const hidden = region.scrollWidth - region.clientWidth - region.scrollLeft;
  $(".table-more", region).hidden = hidden < 8; // px: rounding, not a column
}

const widths = new ResizeObserver((entries) => entries.forEach((entry) => more(entry.target)));

function region(element) {
  widths.observe(element);
  element.addEventListener("scroll", () => more(element), { passive: true });
}

const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
const focusable = (cell) => $("a, button, input, select", cell);

document.addEventListener("keydown", (event) => {
  const step = STEPS[event.key];
  const cell = event.target.closest?.("[data-grid] td, [data-grid] th");
  if (!step || !cell || event.target.matches("textarea, select")) return;
  if (step[1] && event.target.matches("input[type=text], input:not([type], .day)")) return; // the caret's own way
  const rows = $$("tr", cell.closest("table"));
  let row = rows.indexOf(cell.parentElement);
  let column = cell.cellIndex;
  for (;;) {
    row += step[0];
    column += step[1];
    const next = rows[row]?.cells[column];
    if (!next && (step[1] || !rows[row])) return; // a heading between the rows has one cell only
    const target = next && focusable(next);
    if (target) {
      event.preventDefault();
      target.focus();
      target.select?.();
      return;
    }
  }
});

// --- on each page and each fragment ---------------------------------------------------------------------------------
function prepare(root) {
  $$("form", root).forEach((form) => loaded.set(form, content(form)));
  $$("[data-drop]", root).forEach(drop);
  $$("select.input-select", root).forEach(typeAhead);
  $$(".table-region", root).forEach(region);
  $$("[data-print]", root).forEach((el) => { el.hidden = false; el.onclick = () => print(); });
}

prepare(document);
document.addEventListener("htmx:load", (event) => { if (event.target !== document.body) prepare(event.target); });
$("[data-error-summary]")?.focus();
