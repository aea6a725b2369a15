// On a narrow screen the contents would stand between a reader and the text: there they begin folded.
if (matchMedia("(max-width: 66rem)").matches) document.querySelector(".contents details").open = false;
