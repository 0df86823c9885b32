// The reader: a card is next to the words of its claim, and both are highlighted together.
// A long article comes in parts; the next one is fetched when its place is near.

import { onKey } from "./keys.js";

const GAP = 6; // pixels between cards
const AHEAD = "1500px"; // from where a part is fetched to where it is read
const wide = matchMedia("(min-width: 62rem)");
const hasRail = matchMedia("(min-width: 78rem)"); // else it stands above the text, folded
const main = document.querySelector("main");

const numbersOf = (element) => (element.dataset.c ?? element.dataset.for).split(" ");
const numberOf = (card) => card.querySelector(".n").textContent;
const allCards = () => [...main.querySelectorAll("details.card")];

function choose(card) {
  for (const other of main.querySelectorAll("details.card[open]")) other.open = other === card;
  if (card) card.open = true;
}

// Arranges the cards of a part.
function arrange(part) {
  const list = part.querySelector(".cards");
  const cards = [...list.querySelectorAll(".card")];
  const marks = [...part.querySelectorAll("[data-c], [data-for]")];
  const firstMark = new Map();
  for (const mark of marks) {
    if (!mark.dataset.c) continue;
    for (const number of numbersOf(mark)) {
      if (!firstMark.has(number)) firstMark.set(number, mark);
    }
  }

  // Each card as near to its words as those above it allow.
  function place() {
    if (!wide.matches) return;
    const top = list.getBoundingClientRect().top + 8;
    // All is measured before anything moves, or the page would be laid out for each card.
    const wanted = cards.map((card) => firstMark.get(numberOf(card))?.getBoundingClientRect().top - top);
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
    const open = new Set(cards.filter((card) => card.open).map(numberOf));
    for (const mark of marks) {
      mark.classList.toggle("on", numbersOf(mark).some((number) => open.has(number)));
    }
  }

  part.addEventListener("click", (event) => {
    const mark = event.target.closest("mark[data-c]");
    const link = event.target.closest("a.nr");
    if (link) choose(document.getElementById(link.hash.slice(1)));
    else if (mark) choose(cards.find((card) => numberOf(card) === numbersOf(mark).at(-1)));
  });
  for (const card of cards) {
    card.addEventListener("toggle", () => {
      lightUp();
      place();
    });
  }
  part.querySelector(".rail details").open = hasRail.matches;
  place();
  new ResizeObserver(place).observe(part.querySelector(".art"));
  follow(part);
}

// Fetches the part after this one when the link to it is near.
function follow(part) {
  const link = part.querySelector("a[rel=next]");
  if (!link) return;
  const near = new IntersectionObserver(
    async ([{ isIntersecting }]) => {
      if (!isIntersecting) return;
      near.disconnect();
      const answer = await fetch(link.href).catch(() => null);
      if (!answer?.ok) return; // the link still leads there
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const next = page.querySelector("[data-reader]");
      const article = next.querySelector(".art");
      article.replaceChildren(...article.querySelectorAll(".part, .text, nav"));
      link.remove();
      part.after(document.adoptNode(next));
      arrange(next);
      document.dispatchEvent(new Event("part"));
    },
    { rootMargin: AHEAD },
  );
  near.observe(link);
}

function step(by) {
  const cards = allCards();
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
const claim = location.hash.match(/^#claim-(\d+)$/)?.[1];
const linked = document.getElementById(location.hash.slice(1));
const asked = new URLSearchParams(location.search);
if (linked?.matches("details.card")) choose(linked);
else if (claim && main.querySelector("a[rel=next], a[rel=prev]") && !asked.has("claim")) {
  asked.delete("part");
  asked.set("claim", claim); // a fragment is not sent: the server is told of the claim
  location.replace(`?${asked}${location.hash}`);
}
arrange(main.querySelector("[data-reader]"));
if (linked) linked.scrollIntoView({ block: "center" });
wide.addEventListener("change", () => location.reload());
