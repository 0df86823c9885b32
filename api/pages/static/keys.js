// Keys: never while the user types, never with Ctrl, Alt or Meta, and not if the user has
// switched them off. What returns false leaves the key to the browser.

const TYPING = "input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable]";
const OFF = "keys-off";

// A private window may refuse its storage: then the choice holds for the page.
function stored() {
  try {
    return localStorage.getItem(OFF) !== null;
  } catch {
    return false;
  }
}
function store(isOff) {
  try {
    if (isOff) localStorage.setItem(OFF, "yes");
    else localStorage.removeItem(OFF);
  } catch {
    return;
  }
}

let isOff = stored();
for (const label of document.querySelectorAll("[data-keys]")) {
  const box = label.querySelector("input");
  label.hidden = false;
  box.checked = !isOff;
  box.addEventListener("change", () => {
    isOff = !box.checked;
    store(isOff);
  });
}

export function onKey(key, act) {
  addEventListener("keydown", (event) => {
    const typing = event.target.closest?.(TYPING);
    if (isOff || typing || event.ctrlKey || event.altKey || event.metaKey || event.key !== key) return;
    if (act(event) !== false) event.preventDefault();
  });
}
