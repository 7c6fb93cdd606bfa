// Makes pages nicer where scripts run; nothing needs it. Remembers nothing.
//   [data-focus]              takes the focus when the page opens (error summary)
//   [data-print]              a print button, shown only when it can work
//   [data-copy]               a button that copies a field's text, shown only when it can work
//   [data-rows]               rows of a form list are added and removed in place
//   [data-pool]               the table of a pooled order adds up while one types
//   select[data-autocomplete] typing finds an option, with or without diacritics, also by its data-search words
import { growAutocompletes } from "./autocomplete.js";
import { growCopies } from "./copy.js";
import { growPool } from "./pools.js";
import { growRows } from "./rows.js";

document.querySelector("[data-focus]")?.focus();

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

for (const list of document.querySelectorAll("[data-rows]")) growRows(list);
for (const form of document.querySelectorAll("[data-pool]")) growPool(form);

growCopies(document.querySelectorAll("[data-copy]"));

const selects = document.querySelectorAll("select[data-autocomplete]");
if (selects.length) growAutocompletes(selects);
