// A report is printed, and the address of a shared one copied.

import "./report.css";

for (const button of document.querySelectorAll<HTMLButtonElement>("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

for (const button of document.querySelectorAll<HTMLButtonElement>("[data-copy]")) {
  const source = document.getElementById(button.dataset["copy"] ?? "");
  if (!(source instanceof HTMLInputElement)) continue;
  // A page that came over a plain connection from another machine has no clipboard.
  button.hidden = !("clipboard" in navigator);
  source.addEventListener("focus", () => source.select());
  button.addEventListener("click", () => {
    navigator.clipboard.writeText(source.value).then(
      () => {
        button.textContent = button.dataset["done"] ?? button.textContent;
      },
      () => source.select(),
    );
  });
}
