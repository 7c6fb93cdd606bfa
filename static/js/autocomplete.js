// Long choices: the vendored accessible-autocomplete grows out of a <select>; its source is ours, because people type
// without diacritics and by regional names ("khoai mi" finds "Sắn").

const words = {
  vi: {
    none: "Không tìm thấy",
    short: (least) => `Gõ ít nhất ${least} chữ để tìm`,
    results: (count) => `Có ${count} lựa chọn.`,
    help: "Gõ để tìm; dùng mũi tên lên xuống để xem, Enter để chọn.",
    chosen: (option, place, count) => `${option}, ${place} trong ${count}`,
  },
  en: {
    none: "Nothing found",
    short: (least) => `Type at least ${least} letters to search`,
    results: (count) => `${count} choices.`,
    help: "Type to search; use up and down arrows to review, Enter to choose.",
    chosen: (option, place, count) => `${option}, ${place} of ${count}`,
  },
};
const MOST_SHOWN = 40;

/** Lower case, no diacritics, đ as d, single blanks. */
export function fold(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d").toLowerCase().replace(/\s+/g, " ").trim();
}

/** How well `query` (folded) finds `entry`: 0 starts the name, 1 starts a word, 2 anywhere or among other names, 3 not. */
function rank(entry, query) {
  if (entry.name.startsWith(query)) return 0;
  if (entry.name.includes(` ${query}`)) return 1;
  return entry.all.includes(query) || query.split(" ").every((word) => entry.all.includes(word)) ? 2 : 3;
}

/** A source for the options of `select`: names in order of rank, at most MOST_SHOWN. */
function sourceOf(select) {
  const entries = [...select.options]
    .filter((option) => option.value)
    .map((option) => {
      const name = fold(option.text);
      return { shown: option.text, name, all: `${name} ${fold(option.dataset.search ?? "")}` };
    });
  return (typed, show) => {
    const query = fold(typed);
    const found = entries.map((entry) => [rank(entry, query), entry.shown]).filter(([place]) => place < 3);
    show(found.sort((a, b) => a[0] - b[0]).slice(0, MOST_SHOWN).map(([, shown]) => shown));
  };
}

/** What stands in the box and what will be sent must be one: words that name no option choose none. */
function settle(input, select) {
  const typed = fold(input.value);
  const meant = [...select.options].find((option) => fold(option.text) === typed);
  select.value = meant ? meant.value : "";
}

function grow(select) {
  const said = words[document.documentElement.lang] ?? words.vi;
  const described = (select.getAttribute("aria-describedby") ?? "").split(" ").map((id) => document.getElementById(id)?.textContent.trim());
  const invalid = select.getAttribute("aria-invalid");
  const { id } = select;
  window.accessibleAutocomplete.enhanceSelectElement({
    selectElement: select,
    source: sourceOf(select),
    defaultValue: select.value ? select.selectedOptions[0].text : "",
    name: "",
    minLength: 0,
    autoselect: false,
    confirmOnBlur: true,
    showAllValues: true,
    dropdownArrow: ({ className }) => `<svg class="${className}" viewBox="0 0 16 12" aria-hidden="true"><path fill="none" stroke="currentColor" stroke-width="2" d="m3 3 5 5 5-5"/></svg>`,
    displayMenu: "overlay",
    tNoResults: () => said.none,
    tStatusQueryTooShort: said.short,
    tStatusNoResults: () => said.none,
    tStatusSelectedOption: (option, count, index) => said.chosen(option, index + 1, count),
    tStatusResults: (count, chosen) => `${said.results(count)} ${chosen ?? ""}`.trim(),
    tAssistiveHint: () => [...described, said.help].filter(Boolean).join(". "),
  });
  const input = document.getElementById(id);
  if (invalid) input.setAttribute("aria-invalid", invalid);
  input.addEventListener("blur", () => setTimeout(() => settle(input, select)));
}

/** Load the library once, then enhance every select given. */
export function growAutocompletes(selects) {
  const script = document.createElement("script");
  script.src = document.querySelector("meta[name='autocomplete-script']").content;
  script.addEventListener("load", () => selects.forEach(grow));
  document.head.append(script);
}
