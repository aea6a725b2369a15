// Steps through the changes of a comparison: j and k, or the two buttons. Without this module the page is read
// as it stands, and every change is a link of its own.
const stepper = document.querySelector("[data-changes]");
const changes = () => [...document.querySelectorAll("article[data-change]")];

function current(all) {
  const focused = all.indexOf(document.activeElement?.closest("article[data-change]"));
  if (focused >= 0) return focused;
  return all.indexOf(document.querySelector("article[data-change]:target"));
}

function step(by) {
  const all = changes();
  const at = current(all);
  const next = at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by;
  if (next < 0 || next >= all.length) {
    document.querySelector(`a[data-page="${by}"]`)?.click();
    return;
  }
  const change = all[next];
  change.focus({ preventScroll: true });
  change.scrollIntoView({ block: "center" });
  history.replaceState(null, "", `#${change.id}`);
  stepper.querySelector("[role=status]").textContent = `Change ${next + 1} of ${all.length}`;
}

if (stepper && changes().length) {
  stepper.hidden = false;
  stepper.querySelector("[role=status]").textContent = `${changes().length} changes here`;
  for (const button of stepper.querySelectorAll("[data-step]")) {
    button.addEventListener("click", () => step(Number(button.dataset.step)));
  }
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, select, textarea, [contenteditable]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const by = { j: 1, k: -1 }[event.key];
    if (by) {
      event.preventDefault();
      step(by);
    }
  });
}
