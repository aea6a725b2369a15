// Steps through the changes of a comparison, by j and k or the two buttons, and folds again what was opened.
// Without this module the page is read as it stands: every change and every fold is a link of its own.
const changes = () => [...document.querySelectorAll("article[data-change]")];
const stepper = document.querySelector("[data-changes]");
const status = stepper?.querySelector("[role=status]");
const told = (words) => status && (status.textContent = words);

// --- the place of a clause ---

// A link may name a clause that stands on another page, or in a fold: the server knows where.
const name = decodeURIComponent(location.hash.slice(1));
if (/^(old-)?c[0-9a-f]+(-\d+)?$/.test(name) && !document.getElementById(name)) {
  const address = new URL(location);
  if (!address.searchParams.has("at")) {
    address.searchParams.set("at", name);
    location.replace(address);
  }
}

// --- steps ---

let here = null; // the change that was stepped to, clicked or followed last: the focus may be elsewhere since
const note = (element) => (here = element?.closest("article[data-change]") ?? here);
const follow = () => note(document.getElementById(decodeURIComponent(location.hash.slice(1))));

function step(by) {
  const all = changes();
  const at = all.indexOf(here);
  const next = at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by;
  if (next < 0 || next >= all.length) {
    const other = document.querySelector(`a[data-page="${by}"]`);
    if (other) other.click();
    else told(by > 0 ? "The last change" : "The first change");
    return;
  }
  here = all[next];
  here.focus({ preventScroll: true });
  here.scrollIntoView({ block: "center" });
  history.replaceState(history.state, "", `#${here.id}`);
  told(placed(here));
}

function placed(change) {
  const { counted, total } = change.closest("[data-total]").dataset;
  return `${counted} ${change.dataset.change} of ${total}`;
}

if (stepper && (changes().length || document.querySelector("[data-page]"))) {
  stepper.hidden = false;
  // A page of the whole text may hold no change.
  const last = changes().at(-1) ?? [...document.querySelectorAll("[data-total]")].at(-1);
  const { counted, total } = last.closest("[data-total]").dataset;
  told(`${total} ${counted.toLowerCase()}${total === "1" ? "" : "s"}`);
  follow();
  addEventListener("hashchange", follow);
  document.addEventListener("focusin", (event) => note(event.target));
  document.addEventListener("click", (event) => note(event.target));
  for (const button of stepper.querySelectorAll("[data-step]")) {
    button.addEventListener("click", () => step(Number(button.dataset.step)));
  }
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, select, textarea, [contenteditable]");
    const by = { j: 1, k: -1 }[event.key];
    if (!by || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    step(by);
  });
}

// --- folds ---

const folds = new Map(); // what was opened on this page, as it was before

function remember() {
  const opened = [...document.querySelectorAll(".opened")].map((fold) => fold.id.replace("fold-", ""));
  const address = new URL(location);
  if (opened.length) address.searchParams.set("open", opened.join(","));
  else address.searchParams.delete("open");
  history.replaceState(history.state, "", address);
}

document.addEventListener("htmx:beforeSwap", ({ target }) => {
  if (target.matches(".fold")) folds.set(target.id, target.outerHTML);
});
document.addEventListener("htmx:afterSettle", ({ target }) => {
  if (!target.matches(".opened")) return;
  target.querySelector("a").focus();
  told(`${target.querySelectorAll(":scope > article").length} unchanged clauses shown`);
  remember();
});
document.addEventListener("click", (event) => {
  const opened = event.target.closest("a[data-refold]")?.closest(".opened");
  if (!opened || !folds.has(opened.id)) return;
  event.preventDefault();
  const { id } = opened;
  opened.outerHTML = folds.get(id);
  const fold = document.getElementById(id);
  window.htmx.process(fold);
  fold.querySelector("a").focus();
  told("Folded again");
  remember();
});
