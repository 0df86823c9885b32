// Fields that suggest records while a name is typed: `data-suggest` is the address of the list.

const TRIES = 150; // milliseconds of rest before the server is asked

function option(row, id) {
  const item = document.createElement("li");
  Object.assign(item, { id, textContent: row.label });
  item.setAttribute("role", "option");
  item.dir = "auto";
  item.row = row;
  return item;
}

function suggest(input, number) {
  const list = document.createElement("ul");
  const form = input.form;
  const chosenId = form.elements[input.dataset.id];
  let at = -1;
  let timer;
  let asked = 0;

  Object.assign(list, { id: `suggestions-${number}`, hidden: true, className: "suggestions" });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");
  input.after(list);
  input.autocomplete = "off";
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", list.id], ["aria-expanded", "false"]]) {
    input.setAttribute(name, value);
  }

  function open(yes) {
    list.hidden = !yes;
    input.setAttribute("aria-expanded", String(yes));
    if (!yes) mark(-1);
  }
  function mark(to) {
    at = to;
    [...list.children].forEach((item, index) => item.setAttribute("aria-selected", String(index === at)));
    const item = list.children[at];
    if (item) {
      input.setAttribute("aria-activedescendant", item.id);
      item.scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  }
  function take(item) {
    input.value = input.dataset.suggest.includes("/fact") ? item.row.descriptor : item.row.matched;
    if (chosenId) chosenId.value = item.row.id;
    open(false);
  }
  async function ask() {
    const mine = ++asked;
    const text = input.value.trim();
    if (!/[\p{L}\p{N}]/u.test(text)) return open(false);
    const address = new URL(input.dataset.suggest, location.href);
    address.searchParams.set("q", text.slice(0, 200));
    address.searchParams.set("limit", "8");
    const answer = await fetch(address);
    if (!answer.ok || mine !== asked || document.activeElement !== input) return;
    const { data } = await answer.json();
    list.replaceChildren(...data.map((row, index) => option(row, `${list.id}-${index}`)));
    open(data.length > 0);
    const same = data.findIndex((row) => row.matched.toLowerCase() === text.toLowerCase());
    if (same >= 0) mark(same);
  }
  input.addEventListener("input", () => {
    if (chosenId) chosenId.value = "";
    asked += 1;
    clearTimeout(timer);
    timer = setTimeout(ask, TRIES);
  });
  input.addEventListener("keydown", (event) => {
    const last = list.children.length - 1;
    if (list.hidden) return;
    if (event.key === "ArrowDown") mark(Math.min(at + 1, last));
    else if (event.key === "ArrowUp") mark(Math.max(at - 1, 0));
    else if (event.key === "Enter" && at >= 0) take(list.children[at]);
    else if (event.key === "Escape") open(false);
    else return;
    event.stopPropagation();
    event.preventDefault();
  });
  list.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    const item = event.target.closest("li");
    if (item) take(item);
  });
  input.addEventListener("blur", () => open(false));
}

document.querySelectorAll("input[data-suggest]").forEach(suggest);
