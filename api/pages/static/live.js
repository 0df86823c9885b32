// Offers new claims by a link, and never moves the visible text.

const offer = document.querySelector("[data-new]");
const EVERY = 60_000; // milliseconds between two questions

async function ask() {
  if (document.hidden) return;
  const answer = await fetch(offer.dataset.new).catch(() => null);
  if (!answer?.ok) return;
  const { claims, has_more: more } = await answer.json();
  offer.textContent = `${claims}${more ? "+" : ""} new ${claims === 1 ? "claim" : "claims"}: show`;
  offer.hidden = claims === 0;
}

setInterval(ask, EVERY);
document.addEventListener("visibilitychange", ask);
