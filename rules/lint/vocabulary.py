"""Words of the subject tree: claimed twice, empty, or missing."""

from collections.abc import Iterator, Sequence

from domain.ids import UNCLASSIFIED
from domain.ruleset import Subject
from rules.lint.findings import Fault, LintFinding, Owner, Severity
from rules.words import STOPWORDS, fold, read_words, stem


def worded(subjects: Sequence[Subject]) -> Iterator[LintFinding]:
    """Yield what is to be said of the vocabulary of all subjects."""
    claimed: dict[str, list[tuple[str, str]]] = {}
    for subject in subjects:
        if not subject.vocabulary and subject.code != UNCLASSIFIED:
            yield _finding(subject.code, Severity.NOTICE, Fault.NO_VOCABULARY)
        for phrase in subject.vocabulary:
            words = read_words(phrase)
            if not words.forms:
                yield _finding(subject.code, Severity.WARNING, Fault.EMPTY_PHRASE, phrase)
            elif all(form in STOPWORDS for form in words.forms):
                yield _finding(subject.code, Severity.WARNING, Fault.STOP_WORD, phrase)
            else:
                key = " ".join(stem(fold(words.original(index))) for index in range(len(words)))
                claimed.setdefault(key, []).append((subject.code, phrase))
    for claims in claimed.values():
        (first, phrase), *others = claims
        others = [claim for claim in others if claim[0] != first]
        if others:
            yield _finding(first, Severity.NOTICE, Fault.SHARED_PHRASE, phrase, *dict.fromkeys(code for code, _ in others))


def _finding(code: str, severity: Severity, fault: Fault, *operands: str) -> LintFinding:
    return LintFinding(severity=severity, fault=fault, owner=Owner.SUBJECT, name=code, field="vocabulary", operands=operands)
