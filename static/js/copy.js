// A button beside a text copies it; without this module there is no button, and the text can be selected.
for (const button of document.querySelectorAll("button[data-copies]")) {
  const said = button.parentElement.querySelector("[role=status]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    const text = document.getElementById(button.dataset.copies).textContent.trim();
    try {
      await navigator.clipboard.writeText(text);
      said.textContent = "Copied.";
    } catch {  // an insecure address, or a browser that was told not to
      getSelection().selectAllChildren(document.getElementById(button.dataset.copies));
      said.textContent = "Selected: copy it with your keyboard.";
    }
  });
}
