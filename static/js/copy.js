// A button that copies the text of the field named by its data-copy, shown only where the browser can.

export function growCopies(buttons) {
  if (!navigator.clipboard) return;
  for (const button of buttons) {
    const field = document.getElementById(button.dataset.copy);
    const said = document.getElementById(`${button.dataset.copy}-copied`);
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(field.value);
        said.textContent = button.dataset.copied;
      } catch {
        field.focus(); // refused by the browser: the text stands marked, ready to be copied by hand
        field.select();
      }
    });
  }
}
