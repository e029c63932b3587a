// What was typed survives a time-out: a sent form is remembered in this tab. If what came was no answer to it (sign-in, the page
// of an expired form or of an error; a broken line, from which one goes back), it is put back when its page is opened again.
const KEY = "kept-form";
const NEVER = new Set(["password", "file", "hidden", "submit"]);
const account = document.body.dataset.account;

const same = (form) => [...document.forms].filter((other) => other.getAttribute("action") === form.action);
const fields = (form) => [...form.elements].filter((field) => field.name && !NEVER.has(field.type));
const ticked = (field) => field.type === "checkbox" || field.type === "radio";
const place = (field) => JSON.stringify([field.name, ticked(field) ? field.value : ""]);

function typed(field) {
  if (ticked(field)) return field.checked;
  return field.multiple ? [...field.selectedOptions].map((option) => option.value) : field.value;
}

function put(field, value) {
  if (ticked(field)) field.checked = value;
  else if (Array.isArray(value)) for (const option of field.options) option.selected = value.includes(option.value);
  else field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function putBack(kept) {
  const form = same(kept)[kept.nth];
  if (!form) return;
  const free = fields(form);
  for (const [where, value] of kept.fields) {
    const next = free.findIndex((field) => place(field) === where);
    if (next >= 0) put(free.splice(next, 1)[0], value);
  }
  form.dataset.dirty = "";
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[data-forget]")) sessionStorage.removeItem(KEY);
  if (!account || form.method !== "post" || form.matches("[data-plain]")) return;
  const action = form.getAttribute("action");
  const kept = { account, path: location.pathname, action, nth: same({ action }).indexOf(form) };
  sessionStorage.setItem(KEY, JSON.stringify({ ...kept, fields: fields(form).map((field) => [place(field), typed(field)]) }));
});

const kept = JSON.parse(sessionStorage.getItem(KEY) || "null");
if (kept) {
  const here = kept.path === location.pathname && !document.querySelector("[data-comes-back]");
  const wentBack = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
  kept.unanswered ||= wentBack || !!document.querySelector("[data-comes-back]");
  if (kept.unanswered && !here) sessionStorage.setItem(KEY, JSON.stringify(kept));
  else sessionStorage.removeItem(KEY);
  // not before htmx listens, so that an amount put back is said in words as a typed one is
  if (kept.unanswered && here && kept.account === account) document.addEventListener("DOMContentLoaded", () => putBack(kept));
}
