// Copies what has to be handed on: a link, a key, a message. Without a script it is marked by hand.

const SHOWN_MS = 2500;

/** Make a button copy what stands in a field, and say that it did. */
function offerCopy(button: HTMLButtonElement): void {
  const field = document.getElementById(button.dataset["copy"] ?? "");
  if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) return;
  // A page that is not served over https has no clipboard.
  if (navigator.clipboard === undefined) {
    field.addEventListener("focus", () => field.select());
    return;
  }
  const label = button.textContent;
  button.hidden = false;
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", () => {
    void navigator.clipboard.writeText(field.value).then(
      () => {
        button.textContent = button.dataset["copied"] ?? label;
        setTimeout(() => (button.textContent = label), SHOWN_MS);
      },
      () => field.select(),
    );
  });
}

document.querySelectorAll<HTMLButtonElement>("button[data-copy]").forEach(offerCopy);
document.querySelector(".sections [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
