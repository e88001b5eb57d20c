r"""Regular expressions that match nothing: `a^`, `$b`, `[^\s\S]`."""

import re
from dataclasses import dataclass
from functools import lru_cache

import re2

_REPETITION = re.compile(r"\{(\d+)(?:,\d*)?\}\??|[*+?]\??")
_OPENING = re.compile(r"\(\?P?<\w+>|\(\?[a-zA-Z]*(?:-[a-zA-Z]+)?:|\((?!\?)")
_SETTING = re.compile(r"\(\?[a-zA-Z]*(?:-[a-zA-Z]+)?\)")
_NOT_READ = re.compile(r"\\[Qp]|\(\?[a-zA-Z]*[ms]")
"""Quotations, classes of letters, and settings that change what begins and ends are: nothing is said of an expression with one."""
_CLASS = re.compile(r"\[\^?\]?(?:\\.|\[:\^?\w+:\]|[^\]\\])*\]")
_ESCAPE = re.compile(r"\\x\{[0-9a-fA-F]+\}|\\x[0-9a-fA-F]{2}|\\.")
_EVERY_CHARACTER = "".join(map(chr, range(0x20, 0x3000)))


@lru_cache(maxsize=1 << 14)
def matches_nothing(expression: str) -> bool:
    """Return whether a valid expression can match no text at all, where that is plain to see."""
    if _NOT_READ.search(expression):
        return False
    reader = _Reader(text=_SETTING.sub("", expression))
    return reader.alternatives(consumed=False).dead and reader.at == len(reader.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sight:
    """What is known of a part: that it matches nothing, takes a character at least, and ends only where the text does."""

    dead: bool = False
    wide: bool = False
    last: bool = False


@dataclass(slots=True, kw_only=True)
class _Reader:
    """Reads an expression once from left to right."""

    text: str
    at: int = 0

    def alternatives(self, *, consumed: bool) -> _Sight:
        """Return what is known of all branches up to a closing parenthesis."""
        branches = [self._branch(consumed=consumed)]
        while self.text[self.at : self.at + 1] == "|":
            self.at += 1
            branches.append(self._branch(consumed=consumed))
        alive = [branch for branch in branches if not branch.dead]
        return _Sight(dead=not alive, wide=all(branch.wide for branch in alive), last=all(branch.last for branch in alive))

    def _branch(self, *, consumed: bool) -> _Sight:
        dead = wide = last = False
        while self.at < len(self.text) and self.text[self.at] not in "|)":
            atom = self._atom(consumed=consumed or wide)
            if not self._is_mandatory():
                continue
            dead = dead or atom.dead or (last and atom.wide)
            wide, last = wide or atom.wide, last or atom.last
        return _Sight(dead=dead, wide=wide, last=last)

    def _atom(self, *, consumed: bool) -> _Sight:
        """Return what is known of one character, class, place or group, and go past it."""
        if opening := _OPENING.match(self.text, self.at):
            self.at = opening.end()
            inner = self.alternatives(consumed=consumed)
            self.at += 1
            return inner
        if found := _CLASS.match(self.text, self.at):
            self.at = found.end()
            return _Sight(wide=True, dead=found[0].startswith("[^") and re2.search(found[0], _EVERY_CHARACTER) is None)
        escape = _ESCAPE.match(self.text, self.at)
        sign = escape[0] if escape else self.text[self.at]
        self.at += len(sign)
        if sign in {"^", r"\A"}:
            return _Sight(dead=consumed)
        if sign in {"$", r"\z"}:
            return _Sight(last=True)
        return _Sight(wide=sign not in {r"\b", r"\B"})

    def _is_mandatory(self) -> bool:
        """Go past a repetition; return whether what it repeats must be there at least once."""
        mandatory = True
        while found := _REPETITION.match(self.text, self.at):
            self.at = found.end()
            mandatory = mandatory and (int(found[1]) > 0 if found[1] else found[0].startswith("+"))
        return mandatory
