// Renews what the site serves but nobody writes by hand: css/site.css from scss/, img/icons.svg from Tabler Icons,
// the copies in vendor/ with their licences, and vendor/vendor.json with a SHA-256 for each file.
// Run as `npm install --no-package-lock && npm run build`. The fonts come from fonts.py and are only counted here.
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const site = (...parts) => join(root, "static", ...parts);
const packages = process.env.NODE_PATH ?? join(root, "node_modules");
const sass = createRequire(join(packages, "here.js"))("sass");

const vendored = [
  { name: "bootstrap", licence: "MIT", copy: { LICENSE: "LICENSE" }, use: "compiled into css/site.css" },
  { name: "@tabler/icons", folder: "tabler-icons", licence: "MIT", copy: { LICENSE: "LICENSE" }, use: "drawn in img/icons.svg" },
  {
    name: "accessible-autocomplete",
    licence: "MIT",
    copy: { "LICENSE.txt": "LICENSE", "dist/accessible-autocomplete.min.js": "accessible-autocomplete.min.js" },
    use: "long choices",
  },
  { name: "@fontsource/be-vietnam-pro", folder: "be-vietnam-pro", licence: "OFL-1.1", copy: { LICENSE: "LICENSE" }, use: "typeface, subset by tools/fonts.py" },
  { name: "@fontsource/tinos", folder: "tinos", licence: "OFL-1.1", copy: { LICENSE: "LICENSE" }, use: "typeface of papers, subset by tools/fonts.py" },
];

const sha256 = (path) => createHash("sha256").update(readFileSync(path)).digest("hex");

function styles() {
  const built = sass.compile(site("scss", "site.scss"), {
    style: "compressed",
    loadPaths: [packages],
    quietDeps: true,
    silenceDeprecations: ["import", "global-builtin", "color-functions", "if-function"],
  });
  writeFileSync(site("css", "site.css"), built.css + "\n");
}

function icons() {
  const names = readFileSync(site("tools", "icons.txt"), "utf8").split("\n").filter(Boolean);
  // One line an icon: our word for it, "=", Tabler's name.
  const symbols = names.map((line) => {
    const [id, name] = line.split("=");
    const [, shapes] = readFileSync(join(packages, "@tabler/icons/icons/outline", `${name}.svg`), "utf8").match(/<svg[^>]*>([\s\S]*)<\/svg>/);
    const inner = shapes.replace(/<path stroke="none"[^>]*\/>/g, "").replace(/\s*\n\s*/g, "");
    return `<symbol id="${id}" viewBox="0 0 24 24">${inner}</symbol>`;
  });
  writeFileSync(site("img", "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`);
}

function vendor() {
  const entries = vendored.map(({ name, folder = name, licence, copy, use }) => {
    const { version } = JSON.parse(readFileSync(join(packages, name, "package.json"), "utf8"));
    const place = `${folder}-${version}`;
    mkdirSync(site("vendor", place), { recursive: true });
    for (const [from, to] of Object.entries(copy)) copyFileSync(join(packages, name, from), site("vendor", place, to));
    const files = readdirSync(site("vendor", place)).sort();
    const sums = Object.fromEntries(files.map((file) => [`vendor/${place}/${file}`, sha256(site("vendor", place, file))]));
    return { name, version, licence, use, sha256: sums };
  });
  const made = ["css/site.css", "img/icons.svg"];
  const record = { vendored: entries, made: Object.fromEntries(made.map((file) => [file, sha256(site(file))])) };
  writeFileSync(site("vendor", "vendor.json"), JSON.stringify(record, null, 2) + "\n");
}

styles();
icons();
vendor();
