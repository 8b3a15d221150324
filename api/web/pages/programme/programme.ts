// The programme's editor: a plan's file goes where its text is pasted.

import "./programme.css";

const picker = document.querySelector<HTMLInputElement>("#json-file");
const text = document.querySelector<HTMLTextAreaElement>("#json");

document.documentElement.classList.add("scripted");
picker?.addEventListener("change", () => {
  void picker.files?.[0]?.text().then((content) => {
    if (text) text.value = content;
  });
});
