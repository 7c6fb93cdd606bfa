// The table of a pooled order adds up while one types: sums and shares of suppliers, what each period has and lacks.

const comma = document.documentElement.lang === "vi";

function tonnes(text) {
  const plain = comma ? text.replaceAll(".", "").replace(",", ".") : text.replaceAll(",", "");
  const value = Number(plain.trim() || "0");
  return Number.isFinite(value) && value > 0 ? value : 0;
}

/** Let the sums of `form` (an element with [data-pool]) follow what is typed; an edited cell is ticked as locked. */
export function growPool(form) {
  const numbers = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 3 });
  const shares = new Intl.NumberFormat(document.documentElement.lang, { style: "percent", maximumFractionDigits: 1 });
  const rows = [...form.querySelectorAll("tr")].filter((row) => row.querySelector("[data-pool-cell]"));
  const told = (name, at) => document.querySelector(`[data-pool-${name}="${at}"]`);
  const amount = (value) => `${numbers.format(value)} ${form.dataset.pool}`;

  const add = () => {
    const columns = [];
    const sums = rows.map((row) => {
      let sum = 0;
      for (const cell of row.querySelectorAll("[data-pool-cell]")) {
        const at = Number(cell.dataset.poolCell);
        const value = row.querySelector("select").value === "out" ? 0 : tonnes(cell.value);
        columns[at] = (columns[at] ?? 0) + value;
        sum += value;
      }
      return sum;
    });
    const all = sums.reduce((one, other) => one + other, 0);
    rows.forEach((row, at) => {
      row.querySelector("[data-pool-sum]").textContent = amount(sums[at]);
      row.querySelector("[data-pool-share]").textContent = shares.format(all ? sums[at] / all : 0);
    });
    columns.forEach((value, at) => {
      const given = told("given", at);
      if (!given) return;
      given.textContent = amount(value);
      told("short", at).textContent = amount(Math.max(Number(given.dataset.poolWanted) - value, 0));
    });
  };

  form.addEventListener("input", (event) => {
    const box = event.target.matches("[data-pool-cell]") && event.target.closest("td").querySelector("[type=checkbox]");
    if (box) box.checked = true;
    add();
  });
}
