"""Make the site's fonts from the @fontsource packages: one file a weight with Vietnamese and Latin letters only.

    python static/tools/fonts.py PACKAGES    (the folder node_modules; needs fonttools and brotli)

Be Vietnam Pro has no tabular digits, so we add them: copies of the ten digits on one common width behind `tnum`,
which the site asks for wherever numbers stand in columns. Tinos is made a second time for the PDF papers, as plain
TrueType with italics and with the Greek and further Latin letters that people may type into a term.
"""

import json
import sys
import tempfile
from copy import deepcopy
from pathlib import Path

from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
from fontTools.merge import Merger
from fontTools.subset import Options, Subsetter, save_font
from fontTools.ttLib import TTFont

LETTERS = (
    set(range(0x20, 0x7F))
    | set(range(0x1EA0, 0x1EFA))
    | {ord(letter) for letter in "ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúýĂăĐđĨĩŨũƠơƯưÇçÑñÄäÖöÜü"}
    | {ord(mark) for mark in "\u00a0\u0300\u0301\u0303\u0309\u0323°±²³·×÷§©®«»½¼¾–—‘’“”…•‹›₫€−"}
)
DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
FAMILIES = (("be-vietnam-pro", (400, 600), True), ("tinos", (400, 700), False))
PAPER_STYLES = ((400, "normal"), (700, "normal"), (400, "italic"))


def merged(
    files: Path, family: str, weight: int, style: str = "normal", scripts: tuple[str, ...] = ("latin", "vietnamese")
) -> TTFont:
    """The parts of one weight, by default Latin and Vietnamese, as one font."""
    with tempfile.TemporaryDirectory() as scratch:
        parts = []
        for script in scripts:
            font = TTFont(files / f"{family}-{script}-{weight}-{style}.woff2")
            font.flavor = None
            parts.append(str(Path(scratch) / f"{script}.ttf"))
            font.save(parts[-1])
        return Merger().merge(parts)


def options() -> Options:
    chosen = Options()
    chosen.layout_features = ["kern", "mark", "mkmk"]
    chosen.hinting = False
    chosen.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    chosen.drop_tables += ["DSIG"]
    chosen.flavor = "woff2"
    return chosen


def add_tabular_digits(font: TTFont) -> None:
    """Give each digit a twin `<digit>.tnum` centred on the mean width of two to nine and zero."""
    metrics, outlines = font["hmtx"], font["glyf"]
    width = round(sum(metrics[name][0] for name in DIGITS if name != "one") / 9)
    for name in DIGITS:
        twin = f"{name}.tnum"
        shape, (advance, bearing) = deepcopy(outlines[name]), metrics[name]
        shift = (width - advance) // 2
        shape.coordinates.translate((shift, 0))
        shape.recalcBounds(outlines)
        outlines[twin] = shape
        metrics[twin] = (width, bearing + shift)
    rules = "\n".join(f"sub {name} by {name}.tnum;" for name in DIGITS)
    addOpenTypeFeaturesFromString(
        font, f"languagesystem DFLT dflt; languagesystem latn dflt; feature tnum {{ {rules} }} tnum;"
    )


def make(packages: Path, family: str, weight: int, *, tabular: bool) -> Path:
    """Write one woff2 into static/vendor and return its path. Raises ValueError when a letter is missing."""
    source = packages / "@fontsource" / family
    version = json.loads((source / "package.json").read_text())["version"]
    font = merged(source / "files", family, weight)
    subsetter = Subsetter(options())
    subsetter.populate(unicodes=LETTERS)
    subsetter.subset(font)
    if missing := LETTERS - set(font.getBestCmap()):
        raise ValueError(f"{family} {weight} lacks {[chr(code) for code in sorted(missing)]}")
    if tabular:
        add_tabular_digits(font)
    target = Path(__file__).parents[1] / "vendor" / f"{family}-{version}" / f"{family}-{weight}.woff2"
    target.parent.mkdir(parents=True, exist_ok=True)
    save_font(font, str(target), options())
    return target


def make_for_papers(packages: Path, weight: int, style: str) -> Path:
    """Write one TrueType file of Tinos into static/vendor and return its path."""
    source = packages / "@fontsource" / "tinos"
    version = json.loads((source / "package.json").read_text())["version"]
    font = merged(source / "files", "tinos", weight, style, ("latin", "latin-ext", "vietnamese", "greek"))
    chosen = options()
    chosen.flavor = None
    letters = set(font.getBestCmap())
    if missing := LETTERS - letters:
        raise ValueError(f"tinos {weight} {style} lacks {[chr(code) for code in sorted(missing)]}")
    subsetter = Subsetter(chosen)
    subsetter.populate(unicodes=letters)
    subsetter.subset(font)
    ending = "-italic" if style == "italic" else ""
    target = Path(__file__).parents[1] / "vendor" / f"tinos-{version}" / f"tinos-{weight}{ending}.ttf"
    save_font(font, str(target), chosen)
    return target


if __name__ == "__main__":
    for weight, style in PAPER_STYLES:
        path = make_for_papers(Path(sys.argv[1]), weight, style)
        sys.stdout.write(f"{path} {path.stat().st_size}\n")
    for family, weights, tabular in FAMILIES:
        for weight in weights:
            path = make(Path(sys.argv[1]), family, weight, tabular=tabular)
            sys.stdout.write(f"{path} {path.stat().st_size}\n")
