import "./corrections.css";

// Where a repetition is to be parted: a slide under the curve, and a mark upon it.

function follow(form: HTMLFormElement, picture: SVGSVGElement | null): void {
  const typed = form.querySelector<HTMLInputElement>("input[name=at_s]");
  const slide = form.querySelector<HTMLInputElement>("input.slide");
  const mark = picture?.querySelector<SVGLineElement>(".mark");
  if (typed === null || slide === null) return;
  slide.hidden = false;

  const show = (): void => {
    if (!picture || !mark) return;
    const { start, end, left, right } = picture.dataset;
    const share = (Number(typed.value) - Number(start)) / (Number(end) - Number(start));
    const x = Number(left) + share * (Number(right) - Number(left));
    if (!Number.isFinite(x)) return;
    mark.setAttribute("x1", String(x));
    mark.setAttribute("x2", String(x));
    mark.setAttribute("visibility", "visible");
  };
  slide.addEventListener("input", () => {
    typed.value = slide.value;
    show();
  });
  typed.addEventListener("input", () => {
    slide.value = typed.value;
    show();
  });
  form.addEventListener("focusin", show);
  form.addEventListener("pointerenter", show);
}

const picture = document.querySelector<SVGSVGElement>("svg.picture[data-start]");
for (const form of document.querySelectorAll<HTMLFormElement>("form.way")) follow(form, picture);
