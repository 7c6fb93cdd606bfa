"""Vietnamese that was read with a wrong code page, recognised by undoing the mistake.

Garbled text becomes Vietnamese syllables when it is decoded again; other text does not. So a foreign name with
accents (Nestlé, São Paulo) raises no alarm, and the answer carries the text that was meant.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import partial
from itertools import product

_LOW = "µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË®ÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæçèé¬êëìíîïñòóô\xadõö÷øùúûüýþ"
_MEANT = "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵ"
TCVN3 = str.maketrans(_LOW + "¡¢§£¤¥¦", _MEANT + "ĂÂĐÊÔƠƯ")
VISCII = str.maketrans(
    {
        chr(128 + number): letter
        for number, letter in enumerate(
            "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯ"
            "ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ"
        )
    }
)
ACUTE, GRAVE, HOOK, TILDE, DOT, CIRCUMFLEX, BREVE = "\u0301\u0300\u0309\u0303\u0323\u0302\u0306"
VNI_MARKS = {
    **dict(zip("ùøûõïâê", (ACUTE, GRAVE, HOOK, TILDE, DOT, CIRCUMFLEX, BREVE), strict=True)),
    **dict(zip("áàåãä", (CIRCUMFLEX + tone for tone in (ACUTE, GRAVE, HOOK, TILDE, DOT)), strict=True)),
    **dict(zip("éèúüë", (BREVE + tone for tone in (ACUTE, GRAVE, HOOK, TILDE, DOT)), strict=True)),
}
VNI_LETTERS = str.maketrans("ôöñæóòîÔÖÑÆÓÒÎ", "ơưđỉĩịỵƠƯĐỈĨỊỴ")
_VNI_PAIR = re.compile(f"([aeouyôö])([{''.join(VNI_MARKS)}])", re.IGNORECASE)
_UTF8_BYTES = re.compile("[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")

_RHYMES = """
a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
e ec em en eng eo ep et ê êch êm ên ênh êp êt êu
i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu y ych ynh yêm yên yêng yêt yêu
o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oe oen oeo oet
oc oi om on ong oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
u ua uc ui um un ung up ut uân uâng uât uây uê uêch uênh uôc uôi uôm uôn uông uôt
uơ uy uya uych uynh uyt uyu uyên uyêt ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu
""".split()  # noqa: SIM905 - a table is read, not a list
_INITIALS = ("", *"b c d đ g h k l m n p q r s t v x ch gh gi kh ng ngh nh ph qu th tr".split())  # noqa: SIM905
_TONES = ("", ACUTE, GRAVE, HOOK, TILDE, DOT)
_VOWELS = "aăâeêioôơuưy"


def _bearers(rhyme: str) -> list[int]:
    """Where the tone of a rhyme is written; both customs of oa, oe and uy."""
    vowels = [place for place, letter in enumerate(rhyme) if letter in _VOWELS]
    marked = [place for place in vowels if rhyme[place] in "ăâêôơư"]
    if marked:
        return marked[-1:]
    if rhyme in {"oa", "oe", "uy"}:
        return vowels
    closed = rhyme[-1] not in _VOWELS
    return [vowels[-1]] if closed else [vowels[1]] if len(vowels) == 3 else [vowels[0]]


def _spellings() -> Iterator[str]:
    for rhyme, tone in product(_RHYMES, _TONES):
        if tone in {GRAVE, HOOK, TILDE} and rhyme.endswith(("c", "ch", "p", "t")):
            continue  # these ends carry only the two rising and falling tones
        for place in _bearers(rhyme):
            yield unicodedata.normalize("NFC", rhyme[: place + 1] + tone + rhyme[place + 1 :])


RHYMES = frozenset(_spellings())


def is_syllable(word: str) -> bool:
    """Whether a word is spelt as a Vietnamese syllable, in any case of its letters."""
    return _has_rhyme(unicodedata.normalize("NFC", word).lower(), RHYMES)


def _has_rhyme(word: str, rhymes: frozenset[str]) -> bool:
    return any(word.startswith(initial) and word[len(initial) :] in rhymes for initial in _INITIALS)


def _bare(text: str) -> str:
    """Lower-case text without marks, with d for đ."""
    parts = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


_BARE_RHYMES = frozenset(_bare(rhyme) for rhyme in _RHYMES)


def _is_almost_syllable(word: str) -> bool:
    """A syllable, or one that lost the hat or horn of a letter, as text of Windows-1258 often has."""
    return is_syllable(word) or _has_rhyme(_bare(word), _BARE_RHYMES)


def restored(text: str) -> str | None:
    """The Vietnamese that a garbled text was, or None when it is not garbled in a way we can undo.

    Letters lost before the mistake stay lost: the answer is for a person to check.
    """
    text = unicodedata.normalize("NFC", text)
    words = _words(text)
    odd = _odd(words, is_syllable)
    if not odd:
        return None
    best, meant = 0, None
    for decode, fits, enough in _decoders(text):
        candidate = decode(text)
        left = _odd(_words(candidate), fits)
        mended = odd - left
        proved = mended > left and (mended >= enough or mended * 2 >= len(words))
        if candidate != text and proved and mended > best:
            best, meant = mended, candidate
    return meant


def _odd(words: list[str], fits: Callable[[str], bool]) -> int:
    return sum(not word.isascii() and not fits(word) for word in words)


Decoder = tuple[Callable[[str], str], Callable[[str], bool], int]


def _decoders(text: str) -> list[Decoder]:
    """The mistakes to undo, what their results must look like, and how many mended words are proof.

    The old one-byte codes cannot stand beside letters of Unicode's Vietnamese block.
    """
    found: list[Decoder] = [(_eth, is_syllable, 1)]
    for wrong in ("cp1252", "cp1258"):
        once = partial(_utf8, wrong=wrong)
        found += [(once, is_syllable, 1), (partial(_twice, once), is_syllable, 1)]
    if not any(ord(letter) > 0xFF and letter.lower() in _MEANT for letter in text):
        found += [(decode, is_syllable, 2) for decode in (_tcvn3, _vni, _viscii)]
        found.append((_cp1258, _is_almost_syllable, 2))
    return found


def _words(text: str) -> list[str]:
    """Words as typed, signs above ASCII kept: the old codes put letters where Unicode has signs."""
    found = re.findall(r"[^\x00-\x40\x5b-\x60\x7b-\x7f\s‘’“”–—…≤≥]+|[^\W\d_]+", text)
    return [word for word in found if any(letter.isalpha() for letter in word) and not _is_unit(word)]


def _is_unit(word: str) -> bool:
    """µm, °C, m², km³."""
    return re.fullmatch("[µμ°].|[kcdm]?m[²³]", word) is not None


def _tcvn3(text: str) -> str:
    return text.translate(TCVN3)


def _viscii(text: str) -> str:
    return text.translate(VISCII)


def _vni(text: str) -> str:
    def join(pair: re.Match[str]) -> str:
        base = pair[1].translate(VNI_LETTERS)
        return unicodedata.normalize("NFC", base + VNI_MARKS[pair[2].lower()])

    return "".join(
        part if part.startswith("\0") else part.translate(VNI_LETTERS)
        for part in re.split("(\0[^\0]+\0)", _VNI_PAIR.sub(lambda pair: f"\0{join(pair)}\0", text))
    ).replace("\0", "")


def _cp1258(text: str) -> str:
    return unicodedata.normalize("NFC", "".join(_reread(letter, "latin-1", "cp1258") for letter in text))


def _reread(letter: str, wrong: str, right: str) -> str:
    """One letter as the other code reads its byte; unchanged where one of the codes has no such letter."""
    try:
        return letter.encode(wrong).decode(right)
    except UnicodeError:
        return letter


def _utf8(text: str, wrong: str) -> str:
    as_bytes = "".join(_reread(letter, wrong, "latin-1") for letter in text)
    meant = _UTF8_BYTES.sub(lambda run: run[0].encode("latin-1").decode("utf-8", "replace"), as_bytes)
    return text if meant == as_bytes or "\ufffd" in meant else meant


def _twice(decode: Callable[[str], str], text: str) -> str:
    return decode(decode(text))


def _eth(text: str) -> str:
    return text.replace("ð", "đ").replace("Ð", "Đ")
