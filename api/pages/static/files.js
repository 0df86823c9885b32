// A text from a file: read here, and sent with the form.

const field = document.querySelector("[data-file]");
const input = field.querySelector("input");
field.hidden = false;
input.addEventListener("change", async () => {
  const [file] = input.files;
  if (file) document.getElementById(field.dataset.file).value = await file.text();
});
