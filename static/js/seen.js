// Marks what is new since the reader last looked. The time of the last visit stays in this browser; nothing is
// sent, and without this module the page is simply unmarked.
const KEY = "rsp-tracker-visits";
const PAUSE = 30 * 60 * 1000; // a visit ends half an hour after its last page

function visits() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) || {};
  } catch {
    return {};
  }
}

function remembered(now) {
  const known = visits();
  const isNewVisit = !known.latest || now - known.latest > PAUSE;
  const before = isNewVisit ? known.latest || null : known.before || null;
  try {
    localStorage.setItem(KEY, JSON.stringify({ before, latest: now }));
  } catch {
    return null; // a browser that keeps nothing has no last visit
  }
  return before;
}

const since = remembered(Date.now());
if (since) {
  const fresh = [...document.querySelectorAll("[data-recorded]")].filter(
    (entry) => Date.parse(entry.dataset.recorded) > since,
  );
  for (const entry of fresh) {
    const mark = document.createElement("span");
    mark.className = "tag new";
    mark.textContent = "new to you";
    (entry.querySelector("h3, h4") || entry).append(" ", mark);
  }
  const told = document.querySelector("[data-seen]");
  if (told) {
    const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "long" }).format(since);
    told.textContent = fresh.length
      ? `${fresh.length} of these ${fresh.length === 1 ? "is" : "are"} new since your last visit on ${day}.`
      : `Nothing here is new since your last visit on ${day}.`;
    told.hidden = false;
  }
}
