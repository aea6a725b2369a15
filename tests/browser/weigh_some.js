// Has axe weigh the contrast of three elements of each kind and combination of colours: a page has hundreds that
// differ in their words only, and they take two thirds of its time. What is laid over others is weighed always.
() => {
  const grounds = new Map(), counts = new Map();
  const groundOf = (element) => {
    if (!element) return "";
    if (!grounds.has(element)) {
      const { backgroundColor, backgroundImage, opacity, filter, position, float } = getComputedStyle(element);
      const isLaid = !["static", "relative"].includes(position) || float !== "none";
      const own = [backgroundColor, backgroundImage, opacity, filter, isLaid ? grounds.size : ""];
      grounds.set(element, `${groundOf(element.parentElement)}/${own}`);
    }
    return grounds.get(element);
  };
  const says = (element) => {
    const own = [...element.childNodes].map((node) => (node.nodeType === 3 ? node.data : "")).join("");
    return /[\p{L}\p{N}]/u.test(own) ? "words" : own.trim() && "signs";
  };
  for (const element of document.querySelectorAll("body, body *")) {
    const { color, fontSize, fontWeight, textShadow } = getComputedStyle(element);
    const isOff = element.closest(":disabled, [aria-disabled]") !== null;
    const isThere = element.checkVisibility({ visibilityProperty: true });
    const kind = [element.tagName, element.getAttribute("class"), isOff, isThere, says(element)];
    const key = [...kind, color, fontSize, fontWeight, textShadow, groundOf(element)].join("|");
    counts.set(key, (counts.get(key) ?? 0) + 1);
    if (counts.get(key) <= 3) element.setAttribute("data-weighed", "");
  }
  axe.configure({ rules: [{ id: "color-contrast", selector: "[data-weighed]" }] });
}
