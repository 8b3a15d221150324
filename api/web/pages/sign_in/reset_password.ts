// Takes the secret of a reset link from the address into the form, so that nobody has to paste it.

const field = document.querySelector<HTMLInputElement>("input[name=link]");

/** Take the secret out of the address, where the browser's history would keep it. */
function takeSecret(): void {
  if (field === null) return;
  const secret = location.hash.slice(1);
  if (secret !== "") {
    field.value = secret;
    history.replaceState(null, "", location.pathname);
  }
  const box = field.closest<HTMLElement>(".field");
  if (box !== null) box.hidden = field.value !== "" && field.getAttribute("aria-invalid") !== "true";
}

takeSecret();
// Another link that is opened in the same tab changes only what follows the `#`.
addEventListener("hashchange", takeSecret);
