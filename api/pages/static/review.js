// Review by keys: j and k choose a draft, a accepts, x rejects, e edits, z undoes.

import { onKey } from "./keys.js";

const drafts = [...document.querySelectorAll("[data-draft]")];
const toast = document.querySelector(".toast[data-seconds]");
// Words that are selected are recorded: record.js has the key then.
const isRecording = () => document.querySelector("[data-record]") && !getSelection().isCollapsed;
const chosen = () =>
  document.querySelector("details.card[open]") ?? drafts.find((one) => one.contains(document.activeElement)) ?? drafts[0];

function step(by) {
  const at = drafts.findIndex((one) => one.contains(document.activeElement));
  const next = drafts[Math.min(Math.max(at + by, 0), drafts.length - 1)];
  next?.focus();
}

if (drafts.length) {
  onKey("j", () => step(1));
  onKey("k", () => step(-1));
  const named = document.getElementById(location.hash.slice(1));
  (drafts.find((one) => one.contains(named)) ?? drafts[0]).focus({ preventScroll: !named });
}
for (const key of ["a", "x", "e"]) {
  onKey(key, () => isRecording() || chosen()?.querySelector(`.decide [data-key="${key}"]`)?.click());
}
onKey("z", () => toast?.isConnected && toast.querySelector("[data-key=z]").click());
if (toast) setTimeout(() => toast.remove(), Number(toast.dataset.seconds) * 1000);
