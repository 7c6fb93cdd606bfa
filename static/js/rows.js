// Rows of a form list (names like periods-0-start): a new row is a copy of the last with the next number and no values.

const numbered = ["name", "id", "for", "aria-describedby"];

function renumber(row, index) {
  for (const part of row.querySelectorAll("[name], [id], [for]")) {
    for (const attribute of numbered) {
      const value = part.getAttribute(attribute);
      if (value) part.setAttribute(attribute, value.replace(/-\d+-/, `-${index}-`));
    }
  }
}

function blank(row) {
  for (const control of row.querySelectorAll("input, select, textarea")) {
    if (control.type === "hidden") continue;
    control.value = "";
    control.removeAttribute("aria-invalid");
    control.removeAttribute("aria-describedby");
  }
  for (const complaint of row.querySelectorAll("[id$='-error']")) complaint.remove();
}

/** Let rows of `list` (an element with [data-rows]) be added and removed without a round trip. */
export function growRows(list) {
  const body = list.querySelector("tbody");
  const adder = list.querySelector("[data-row-add]");
  const most = Number(list.dataset.rowsMax ?? 60);
  for (const tools of list.querySelectorAll("[data-row-tools]")) tools.hidden = false;

  const settle = () => {
    [...body.rows].forEach(renumber);
    adder.disabled = body.rows.length >= most;
    for (const remover of body.querySelectorAll("[data-row-remove]")) remover.disabled = body.rows.length === 1;
  };

  adder.addEventListener("click", (event) => {
    event.preventDefault();
    const row = body.rows[body.rows.length - 1].cloneNode(true);
    blank(row);
    body.append(row);
    settle();
    row.querySelector("input")?.focus();
  });

  body.addEventListener("click", (event) => {
    const row = event.target.closest("[data-row-remove]")?.closest("tr");
    if (!row || body.rows.length === 1) return;
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    settle();
    next.querySelector("input")?.focus();
  });

  settle();
}
