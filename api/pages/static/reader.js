// The reader: cards stand beside the words they are about, and both light up together.

import { onKey } from "./keys.js";

const reader = document.querySelector("[data-reader]");
const list = reader.querySelector(".cards");
const cards = [...list.querySelectorAll(".card")];
const marks = [...reader.querySelectorAll("[data-c], [data-for]")];
const wide = matchMedia("(min-width: 62rem)");
const isLong = reader.classList.contains("long"); // its cards scroll by themselves
const GAP = 6; // pixels between cards

const numbersOf = (element) => (element.dataset.c ?? element.dataset.for).split(" ");
const firstMark = new Map();
for (const mark of marks) {
  if (!mark.dataset.c) continue;
  for (const number of numbersOf(mark)) {
    if (!firstMark.has(number)) firstMark.set(number, mark);
  }
}

// Each card as near to its words as those above it allow.
function place() {
  if (!wide.matches || isLong) return;
  const top = list.getBoundingClientRect().top + 8;
  // All is measured before anything moves, or the page would be laid out for each card.
  const wanted = cards.map((_, index) => firstMark.get(String(index + 1))?.getBoundingClientRect().top - top);
  const heights = cards.map((card) => card.offsetHeight);
  let free = 0;
  cards.forEach((card, index) => {
    const at = Math.max(wanted[index] || 0, free); // NaN without a mark
    card.style.top = `${at}px`;
    free = at + heights[index] + GAP;
  });
  list.style.height = `${free}px`;
}

function lightUp() {
  const open = new Set();
  cards.forEach((card, index) => card.open && open.add(String(index + 1)));
  for (const mark of marks) {
    mark.classList.toggle("on", numbersOf(mark).some((number) => open.has(number)));
  }
}

function choose(card) {
  for (const other of cards) other.open = other === card;
  if (isLong) card.scrollIntoView({ block: "nearest" });
}

reader.addEventListener("click", (event) => {
  const mark = event.target.closest("mark[data-c]");
  const link = event.target.closest("a.nr");
  if (link) choose(document.getElementById(link.hash.slice(1)));
  else if (mark) choose(cards[Number(numbersOf(mark).at(-1)) - 1]);
});
for (const card of cards) {
  card.addEventListener("toggle", () => {
    lightUp();
    place();
  });
}

function step(by) {
  const next = cards.findIndex((card) => card.open) + by;
  const card = cards[Math.min(Math.max(next, 0), cards.length - 1)];
  if (!card) return;
  choose(card);
  card.querySelector("summary").focus({ preventScroll: true });
  card.scrollIntoView({ block: "nearest" });
}
onKey("j", () => step(1));
onKey("k", () => step(-1));

document.documentElement.classList.add("js");
const linked = document.getElementById(location.hash.slice(1));
if (cards.includes(linked)) choose(linked);
place();
if (linked) linked.scrollIntoView({ block: "center" });
new ResizeObserver(place).observe(reader.querySelector(".art"));
wide.addEventListener("change", () => location.reload());
