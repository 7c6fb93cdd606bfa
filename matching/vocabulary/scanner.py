"""One walk through a text: the longest phrase that fits its surroundings, piece by piece.

A piece is what stands between commas, semicolons, "và" and brackets. Varieties and forms belong to the good of
their piece; in brackets they belong to the good in front of the bracket.
"""

from __future__ import annotations

from collections.abc import Sequence

from matching.vocabulary.fuzzy import guess
from matching.vocabulary.goods import ancestors, forms, goods
from matching.vocabulary.lexicon import Entry
from matching.vocabulary.lookup import Hit, hits, overtaken
from matching.vocabulary.mentions import Mention, announces, best_form, chain, explains, likely, may_lead, members
from matching.vocabulary.misspelt import Guesser, replaces, runs
from matching.vocabulary.piece import Piece
from matching.vocabulary.words import Word

_MAX_GUESSES = 6  # misspelt pieces looked up in one text
SPECIALTIES = "ocop_specialties"  # behind a good the word only praises it ("gạo đặc sản")
# Words in front of a good that only say what part or kind it is ("quả bưởi", "cây cà phê").
_CLASSIFIERS = frozenset({"rau", "củ", "quả", "trái", "hoa", "hạt", "lá", "cây", "con", "cá", "nấm", "búp", "giống"})


class Scanner:
    """Reads one list of words. After `run` the mentions stand in `mentions`, in order."""

    def __init__(self, words: Sequence[Word], *, marked: bool, region: str | None, guesser: Guesser = guess) -> None:
        self._words = words
        self._marked = marked
        self._region = region
        self._guesser = guesser
        self.mentions: list[Mention] = []
        self._piece = Piece(0)
        self._heads: list[Mention | None] = []
        self._guesses = _MAX_GUESSES

    def run(self) -> list[Mention]:
        """Walk once and return the mentions in the order of the text."""
        at = 0
        while at < len(self._words):
            word = self._words[at]
            if word.kind == "word":
                at += (self._opens_list(at) if self.mentions else 0) or self._step(at)
                continue
            self._border(word, at)
            at += 1
        self._close_piece(len(self._words), len(self._words))
        self.mentions.sort(key=lambda mention: mention.at)
        return self.mentions

    def _border(self, word: Word, at: int) -> None:
        made = word.kind == "and" and self._piece.made and not self._piece.fresh
        self._close_piece(at, at + 1)
        self._piece.made = made
        if word.kind == "open":
            self._heads.append(self.mentions[-1] if self.mentions else None)
        elif word.text == ":" and self.mentions and self.mentions[-1].of_group:
            self._heads.append(self.mentions[-1])
        elif word.kind == "close" and self._heads:
            head = self._heads.pop()
            self._spread(head, at)

    def _opens_list(self, at: int) -> int:
        """Words behind a group that announce its members ("fruits such as"); they open like a bracket."""
        used = announces(self._words, at)
        if not used or not self.mentions[-1].of_group:
            return 0
        self._close_piece(at, at + used)
        self._heads.append(self.mentions[-1])
        return used

    def _close_piece(self, end: int, start: int) -> None:
        piece, self._piece = self._piece, Piece(start)
        if piece.left and self._guesses > 0:
            self._guess(piece, end)

    def _guess(self, piece: Piece, end: int) -> None:
        """What was read of a piece with unread words gives way to the one misspelt name that explains them as well."""
        self._guesses -= 1
        found = self._guesser(runs(piece, self._words, end, marked=self._marked))
        if found is None or not replaces(found, piece):
            return
        mention = Mention(piece.starts(), found.codes, "fuzzy", found.confidence)
        if len(found.codes) == 1 and found.variety:
            mention.varieties.append(found.variety)
        for form in (*piece.waiting, *(form for other in piece.mentions for form in other.stated)):
            self._state(mention, (form,))
        self.mentions = [m for m in self.mentions if m not in piece.mentions]
        self.mentions.append(mention)

    def _spread(self, head: Mention | None, at: int) -> None:
        """Forms in a bracket that ends a list of three goods or more hold for the whole list."""
        if head is None or at + 1 != len(self._words) or len(self.mentions) < 3 or self.mentions[-1] is not head:
            return
        if any(mention.stated for mention in self.mentions[:-1]):
            return
        for mention in self.mentions[:-1]:
            self._state(mention, tuple(head.stated))

    def _step(self, at: int) -> int:
        """Read what stands at `at` and return how many words were used."""
        for hit in hits(self._words, at, marked=self._marked):
            used = self._read(at, hit)
            if used:
                return used
        self._piece.left.append(at)
        self._piece.fresh = False
        return 1

    def _read(self, at: int, hit: Hit) -> int:
        if hit.varieties and (used := self._variety_behind(at, hit) or self._variety_before(at, hit)):
            return self._named(at, used)
        if hit.forms and hit.goods and (used := self._form_first(at, hit)):
            return used
        if hit.goods and (used := self._good(at, hit)):
            return self._named(at, used)
        if hit.varieties and (used := self._variety_alone(at, hit)):
            return self._named(at, used)
        return (hit.forms and self._form(hit)) or self._surroundings(at, hit)

    def _named(self, at: int, used: int) -> int:
        self._piece.named.extend(range(at, at + used))
        return used

    def _variety_behind(self, at: int, hit: Hit) -> int:
        """A variety of the good just named: in its piece or in its bracket."""
        target = self._piece.mentions[-1] if self._piece.mentions else self._head()
        if target is None:
            return 0
        for entry in hit.varieties:
            if entry.codes[0] in target.codes and self._may_follow(at, hit, target):
                target.codes = entry.codes
                target.add_variety(entry)
                return hit.length
        return 0

    def _may_follow(self, at: int, hit: Hit, target: Mention) -> bool:
        """Within brackets a bare word may start another good; there only a word that is no good is a variety."""
        return bool(self._piece.mentions) or not any(
            entry.codes != target.codes and goods()[entry.codes[0]].level == "product"
            for entry in hit.goods
            if hit.exact and self._fits_here(at, entry)
        )

    def _good(self, at: int, hit: Hit) -> int:
        fitting = [entry for entry in hit.goods if self._fits_here(at, entry)]
        if not fitting or self._yields(at, hit):
            return 0
        self._piece.fresh = False
        if at and not may_lead(self._words[at - 1].text, fitting[0].codes):
            return hit.length  # a kind of fish or mushroom nobody has told us ("cá dưa")
        if len(fitting) > 1:
            fitting = likely(fitting, self._region, exact=hit.exact)
        meanings = list(dict.fromkeys([entry.codes for entry in fitting]))
        if len(meanings) == 1:
            for code in meanings[0]:
                self._add(at, (code,), hit, fitting[0])
            self._may_name(hit, meanings[0])
        else:
            self._add(at, tuple(dict.fromkeys(code for codes in meanings for code in codes)), hit, fitting[0])
        return hit.length

    def _fits_here(self, at: int, entry: Entry) -> bool:
        head = self._head()
        if head is not None and head.code is not None and self._words[at].text in _CLASSIFIERS:
            # Behind a product a bracket names its parts: "trà hoa vàng (lá, hoa tươi)".
            groups = all(goods()[code].level == "group" for code in entry.codes)
            if groups and goods()[head.code].level == "product":
                return False
        return not entry.first_only or (self._piece.fresh and not self._piece.made)

    def _yields(self, at: int, hit: Hit) -> bool:
        """A classifier steps back where the words behind it name a good that reaches further ("rau cải ngọt")."""
        if self._words[at].text not in _CLASSIFIERS or (hit.length > 1 and hit.exact and not self._marked):
            return False
        word = self._words[at].text
        same = {entry.codes for entry in hit.goods}
        behind = [
            found.length
            for found in hits(self._words, at + 1, marked=self._marked)
            for entry in found.goods
            if not entry.first_only and entry.codes not in same and may_lead(word, entry.codes)
        ]
        return bool(behind) and 1 + behind[0] > hit.length

    def _add(self, at: int, codes: tuple[str, ...], hit: Hit, entry: Entry) -> None:
        made = any(goods()[code].takes_ingredient for code in codes)
        if self._piece.made and not made:
            return
        head = self._head()
        code = codes[0] if len(codes) == 1 else None
        if self._repeats(code, entry) or (code == SPECIALTIES and self._piece.mentions):
            return
        if head is not None and (self._settles(head, code) if code is not None else head.code in codes):
            return
        mention = Mention(at, codes, *hit.how, entry.language)
        mention.weak = entry.first_only and hit.length == 1 and code is not None and goods()[code].level == "group"
        mention.several, mention.single = len(entry.forms) > 1, hit.length == 1
        mention.short = hit.length == 1 and len(self._words[at].text) <= 3
        for form in (*entry.forms, *self._piece.waiting):
            self._state(mention, (form,))
        self._piece.mentions.append(mention)
        self.mentions.append(mention)
        self._piece.made = made

    def _repeats(self, code: str | None, entry: Entry) -> bool:
        """The group named behind its member is no good of its own ("shiitake mushrooms", "gỗ keo rừng trồng")."""
        last = self._piece.mentions[-1].code if self._piece.mentions else None
        foreign = entry.language == "en" or len(entry.words) > 1
        return foreign and last is not None and code in ancestors(last)

    def _settles(self, head: Mention, code: str) -> bool:
        """What a good in brackets says about the one in front; True when it is no good of its own."""
        if head.code is None and code in head.codes:
            head.codes = (code,)
            return True
        groups = chain(self.mentions, head, self._words)
        if any(members(group.code, code) for group in groups if group.code is not None):
            self.mentions = [mention for mention in self.mentions if mention not in groups]
            return False
        return head.code is not None and explains(head.code, code)

    def _variety_before(self, at: int, hit: Hit) -> int:
        """A variety in front of its good, as other languages have it ("red pomelo")."""
        if self._piece.made:
            return 0
        for behind in hits(self._words, at + hit.length, marked=self._marked):
            for entry in behind.goods:
                mine = [v for v in hit.varieties if entry.codes == v.codes and entry.language != "vi"]
                if mine:
                    self._add(at, entry.codes, behind, entry)
                    self._name(mine)
                    self._piece.fresh = False
                    return hit.length + behind.length
        return 0

    def _variety_alone(self, at: int, hit: Hit) -> int:
        """A variety whose name is enough ("ST25")."""
        alone = [entry for entry in hit.varieties if entry.alone]
        if not alone or self._piece.made:
            return 0
        self._add(at, tuple(dict.fromkeys(entry.codes[0] for entry in alone)), hit, alone[0])
        self._name(alone)
        for mention in self._piece.mentions[-1:]:
            mention.by_variety = True
        self._piece.fresh = False
        return hit.length

    def _name(self, named: list[Entry]) -> None:
        if self._piece.mentions and len({entry.codes for entry in named}) == 1:
            self._piece.mentions[-1].add_variety(named[0])

    def _may_name(self, hit: Hit, codes: tuple[str, ...]) -> None:
        """A word for a good that is also one of its varieties ("luồng", a bamboo) names it unless another is named."""
        own = [entry.variety for entry in hit.varieties if entry.codes == codes]
        if own and self._piece.mentions:
            self._piece.mentions[-1].called = own[0]

    def _form_first(self, at: int, hit: Hit) -> int:
        """Words that name a form and a good are the form beside a good ("hạt giống ngô", "arabica beans")."""
        last = self._piece.mentions[-1].codes[0] if self._piece.mentions else None
        behind = hits(self._words, at + hit.length, marked=self._marked)
        made_for_it = any(last in forms()[code].goods for code in hit.forms)
        if made_for_it or (last is None and any(found.goods for found in behind)):
            return self._form(hit)
        return 0

    def _form(self, hit: Hit) -> int:
        target = self._piece.mentions[-1] if self._piece.mentions else self._head()
        if target is None:
            self._piece.waiting.extend(hit.forms)
        else:
            self._state(target, hit.forms)
        return hit.length

    def _state(self, mention: Mention, codes: tuple[str, ...]) -> None:
        form = best_form(codes, mention.codes[0])
        if form is not None:
            mention.add_form(form)

    def _surroundings(self, at: int, hit: Hit) -> int:
        if not hit.around or (not hit.exact and overtaken(self._words, at, hit.length, marked=self._marked)):
            return 0
        if not hit.stop:
            self._piece.fresh = False
        return hit.length

    def _head(self) -> Mention | None:
        return self._heads[-1] if self._heads else None
