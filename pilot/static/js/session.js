// The end of a session is said before it comes. Work in any tab counts, and so does typing, of which the server knows nothing.
const WARN = 5 * 60000, LOOK = 15000, SEEN = "session-seen";
const dialog = document.querySelector("[data-session]");

let ends = 0; // of the session, whatever is done
let shown = ""; // what the dialog says: idle, last or ended
let closed = ""; // what it said when it was closed
let asked = 0;

const seen = () => Number(localStorage.getItem(SEEN));

function note(left) { // a request was answered: `left` seconds remain, whatever is done
  ends = Date.now() + left * 1000;
  localStorage.setItem(SEEN, Date.now());
}

async function keep() {
  asked = Date.now();
  const answer = await fetch(dialog.dataset.session, { redirect: "manual" }).catch(() => null);
  if (answer?.ok) note((await answer.json()).left);
  else if (answer) over();
  check();
}

const over = () => localStorage.setItem(SEEN, 0); // the server has said so

function say(what, left) {
  dialog.querySelector("[data-minutes]").textContent = Math.max(1, Math.ceil(left / 60000));
  if (what === shown) return;
  shown = what;
  for (const part of dialog.querySelectorAll("[data-when]")) part.hidden = !part.dataset.when.split(" ").includes(what);
  if (!dialog.open) dialog.showModal();
}

function check() {
  const idle = seen() + dialog.dataset.idle * 1000;
  const left = Math.min(idle, ends) - Date.now();
  const what = left > WARN ? "" : left <= 0 ? "ended" : ends < idle ? "last" : "idle";
  if (!what) {
    shown = closed = "";
    dialog.close();
  } else if (what !== closed) say(what, left);
}

if (dialog) {
  note(Number(dialog.dataset.left));
  setInterval(check, LOOK);
  window.addEventListener("storage", (event) => { if (event.key === SEEN) check(); });
  document.addEventListener("visibilitychange", check);
  document.addEventListener("htmx:afterOnLoad", (event) => {
    if (!event.detail.xhr.getResponseHeader("X-Signed-Out")) return localStorage.setItem(SEEN, Date.now());
    over();
    check();
  });
  document.addEventListener("input", () => {
    if (Date.now() - Math.max(seen(), asked) > WARN) keep();
  });
  dialog.addEventListener("close", () => {
    const said = shown;
    shown = "";
    if (said === "idle") keep();
    else closed = said;
  });
}
