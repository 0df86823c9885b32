// Keys: never while the user types, and never with Ctrl, Alt or Meta. What returns false
// leaves the key to the browser.

const TYPING = "input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable]";

export function onKey(key, act) {
  addEventListener("keydown", (event) => {
    const typing = event.target.closest?.(TYPING);
    if (typing || event.ctrlKey || event.altKey || event.metaKey || event.key !== key) return;
    if (act(event) !== false) event.preventDefault();
  });
}
