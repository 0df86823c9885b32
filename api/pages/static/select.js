// One checkbox chooses all of a list.

const all = document.querySelector("[data-all]");
if (all) {
  const boxes = [...document.querySelectorAll('.pick input[type="checkbox"]')];
  all.hidden = false;
  all.addEventListener("change", () => boxes.forEach((box) => (box.checked = all.checked)));
}
