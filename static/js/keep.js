// What was typed survives a time-out: a sent form is remembered in this tab and put back if the answer was the sign-in page.
const KEY = "kept-form";
const NEVER = new Set(["password", "file", "hidden"]);

function typed(form) {
  return [...form.elements].filter((field) => field.name && !NEVER.has(field.type) && field.type !== "submit")
    .map((field) => [field.name, field.value, field.checked]);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.matches("[data-plain]") || document.querySelector("[data-sign-in]")) return;
  sessionStorage.setItem(KEY, JSON.stringify({ path: location.pathname, fields: typed(form) }));
});

const kept = JSON.parse(sessionStorage.getItem(KEY) || "null");
if (kept && document.querySelector("[data-sign-in]")) {
  sessionStorage.setItem(KEY, JSON.stringify({ ...kept, signedOut: true }));
} else if (kept) {
  sessionStorage.removeItem(KEY);
  if (kept.signedOut && kept.path === location.pathname) putBack(kept.fields);
}

function putBack(fields) {
  const form = document.querySelector("form.form");
  if (!form) return;
  for (const [name, value, checked] of fields) {
    const same = [...form.elements].filter((field) => field.name === name && !NEVER.has(field.type));
    for (const field of same) {
      if (field.type === "checkbox" || field.type === "radio") field.checked = field.value === value ? checked : field.checked;
      else field.value = value;
    }
  }
  form.dataset.dirty = "";
}
