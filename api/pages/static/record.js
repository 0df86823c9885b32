// Recording: select words, or a sentence by keys; `a` takes them into the form.

import { onKey } from "./keys.js";

const text = document.querySelector(".text");
const panel = document.querySelector("[data-panel]");
const form = panel?.querySelector("[data-record]");

// The words between two places, without the numbers of claims.
function wordsOf(range) {
  const copy = range.cloneContents();
  copy.querySelectorAll(".nr").forEach((link) => link.remove());
  return copy;
}
const points = (string) => [...string].length;

// The place of a point of the document in the stored text, in code points.
function placeOf(node, offset) {
  const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
  const line = element.closest("[data-at]");
  const before = document.createRange();
  before.setStart(line, 0);
  before.setEnd(node, offset);
  return Number(line.dataset.at) + points(wordsOf(before).textContent);
}

function selected() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const inside = [range.startContainer, range.endContainer].every((node) =>
    (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest?.(".text [data-at]"),
  );
  return inside ? range : null;
}

function takeWords() {
  const range = selected();
  if (!range) return;
  const lines = wordsOf(range);
  const parts = lines.querySelectorAll("[data-at]");
  const raw = parts.length ? [...parts].map((line) => line.textContent).join("\n") : lines.textContent;
  const words = raw.trim();
  if (!words) return;
  const start = placeOf(range.startContainer, range.startOffset) + points(raw) - points(raw.trimStart());
  form.elements.text.value = words;
  form.elements.start.value = start;
  form.elements.end.value = parts.length
    ? placeOf(range.endContainer, range.endOffset) - points(raw) + points(raw.trimEnd())
    : start + points(words);
  // A field that has the focus takes the selection away: its words stay marked.
  CSS.highlights?.set("chosen", new Highlight(range.cloneRange()));
  panel.open = true;
  form.elements.source_0.focus();
}

// Every sentence of the text, as a range.
function sentences() {
  return [...document.querySelectorAll(".text [data-at]")].flatMap((line) => {
    const nodes = [];
    const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT, (node) =>
      node.parentElement.closest(".nr") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
    );
    let whole = "";
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      nodes.push([node, whole.length]);
      whole += node.data;
    }
    const spot = (at, isEnd) => {
      const [node, from] = nodes.findLast(([, begins]) => (isEnd ? begins < at : begins <= at));
      return [node, at - from];
    };
    const language = text.lang || undefined;
    return [...new Intl.Segmenter(language, { granularity: "sentence" }).segment(whole)]
      .filter(({ segment }) => segment.trim())
      .map(({ segment, index }) => {
        const range = document.createRange();
        range.setStart(...spot(index));
        range.setEnd(...spot(index + segment.trimEnd().length, true));
        return range;
      });
  });
}

let all;
let current = -1;
document.addEventListener("part", () => (all = undefined)); // another part has come

// The first sentence behind the words of the claim in the address.
function first() {
  const card = document.getElementById(location.hash.slice(1));
  const link = card && document.querySelector(`.text a.nr[href="#${card.id}"]`);
  if (!link) return 0;
  const next = all.findIndex((range) => range.comparePoint(link, 0) < 0);
  return next < 0 ? all.length - 1 : next;
}

function choose(to, extend) {
  all ??= sentences();
  if (!all.length) return;
  const before = extend && selected();
  current = Math.min(Math.max(to, 0), all.length - 1);
  const range = all[current].cloneRange();
  if (before && before.compareBoundaryPoints(Range.START_TO_START, range) < 0) {
    range.setStart(before.startContainer, before.startOffset);
  }
  const selection = getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
  range.startContainer.parentElement.scrollIntoView({ block: "nearest" });
}

if (text && form) {
  const close = () => {
    panel.open = false;
    CSS.highlights?.delete("chosen");
    document.querySelector("main").focus({ preventScroll: true });
  };
  form.elements.text.addEventListener("input", () => {
    form.elements.start.value = form.elements.end.value = "";
  });
  form.querySelector("[data-close]").addEventListener("click", (event) => {
    event.preventDefault();
    close();
  });
  form.addEventListener("keydown", (event) => event.key === "Escape" && close());
  // A press on the button would take the selection away before the click.
  const button = panel.querySelector("summary");
  let isTaken = false;
  button.addEventListener("pointerdown", () => {
    isTaken = Boolean(selected());
    takeWords();
  });
  button.addEventListener("click", (event) => {
    if (isTaken) event.preventDefault();
    isTaken = false;
  });
  onKey("a", takeWords);
  onKey("s", () => {
    all ??= sentences();
    choose(current < 0 ? first() : current + 1);
  });
  for (const [key, by] of [["ArrowRight", 1], ["ArrowLeft", -1]]) {
    onKey(key, (event) => current >= 0 && choose(current + by, event.shiftKey));
  }
  for (const [key, way] of [["ArrowDown", "forward"], ["ArrowUp", "backward"]]) {
    onKey(key, (event) => {
      if (!event.shiftKey || !selected()) return false;
      return getSelection().modify("extend", way, "word");
    });
  }
}
