// A slider over days below a plain date field: it moves the field, and asks for the page when it comes to rest.
// At its end it empties the field, which means today.
const DAY = 24 * 3600 * 1000;
const REST = 350;  // milliseconds

function bind() {
  const slider = document.getElementById("slider");
  const field = document.getElementById("day");
  if (!slider || !slider.hidden) return;
  const first = Date.parse(slider.dataset.first);
  let waiting;
  slider.max = Math.round((Date.parse(slider.dataset.last) - first) / DAY);
  slider.value = field.value ? Math.round((Date.parse(field.value) - first) / DAY) : slider.max;
  const say = () => slider.setAttribute("aria-valuetext", field.value || "today");
  say();
  slider.hidden = false;
  slider.addEventListener("input", () => {
    const day = new Date(first + slider.valueAsNumber * DAY).toISOString().slice(0, 10);
    field.value = slider.value === slider.max ? "" : day;
    say();
    clearTimeout(waiting);
    waiting = setTimeout(() => slider.form.requestSubmit(), REST);
  });
}

bind();
document.addEventListener("htmx:afterSettle", bind);
