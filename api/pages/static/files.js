// A text from a file is read here, so that it is seen before it is recorded.

const input = document.querySelector("[data-file] input");
const area = document.getElementById(input.closest("[data-file]").dataset.file);
input.addEventListener("change", async () => {
  const [file] = input.files;
  input.setCustomValidity("");
  if (!file) return;
  try {
    area.value = new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
    input.value = ""; // or it would be sent a second time
  } catch {
    input.setCustomValidity("This file is not text in UTF-8. Save it as plain text in UTF-8.");
    input.reportValidity();
  }
});
