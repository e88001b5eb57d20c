"""Names a rule set uses and the town has not, or has no more."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from domain.department import Department
from domain.ids import DepartmentCode
from domain.place import Places
from domain.ruleset import AtLandmark, CameInAt, Example, InSector, Listing, OnStreet, Rule, RuleSet, Subject, SubjectIs, ThemeIs
from rules.lint.atoms import Leaf, Tree, leaves_of, name_key
from rules.lint.findings import Context, Fault, LintFinding, Owner, Severity, in_rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """All that may be named, as it is compared."""

    tree: Tree
    themes: frozenset[str]
    departments: dict[str, Department]
    streets: frozenset[str]
    landmarks: frozenset[str]
    sectors: frozenset[str]
    rules: frozenset[str]
    entrances: frozenset[str] | None
    models: tuple[str, ...] | None
    today: date


def names_of(ruleset: RuleSet, places: Places, tree: Tree, context: Context) -> Names:
    """Return what may be named."""
    landmarks = (name for one in places.landmarks for name in (one.name, one.category, *one.aliases))
    return Names(
        tree=tree,
        themes=frozenset(name_key(subject.theme) for subject in ruleset.subjects),
        departments={str(department.code): department for department in ruleset.departments},
        streets=frozenset(name_key(name) for street in places.streets for name in (street.name, *street.aliases)),
        landmarks=frozenset(map(name_key, landmarks)),
        sectors=frozenset(sector.name for sector in places.sectors),
        rules=frozenset(name for rule in ruleset.rules for name in (rule.id, rule.id.partition("/")[0])),
        entrances=None if context.entrances is None else frozenset(address.lower() for address in context.entrances),
        models=context.models,
        today=context.today,
    )


def unknown_in_rule(rule: Rule, names: Names) -> Iterator[LintFinding]:
    """Yield the names of a rule that are not known, and the departments that are closed."""
    for leaf in leaves_of(rule.condition):
        for severity, fault, name in _unknown_in(leaf, names):
            yield in_rule(rule, severity, fault, "condition", (name,), leaf=leaf)
    effect = rule.effect
    if effect.subject is not None and not names.tree.codes((effect.subject,)):
        yield in_rule(rule, Severity.ERROR, Fault.UNKNOWN_SUBJECT, "effect.subject", (effect.subject,))
    for field, codes in (("effect.department", (effect.department,)), ("effect.copies", effect.copies)):
        for severity, fault, operands in _department_faults(codes, names):
            yield in_rule(rule, severity, fault, field, operands)
    if effect.letter is not None and names.models is not None and effect.letter not in names.models:
        yield in_rule(rule, Severity.ERROR, Fault.UNKNOWN_MODEL, "effect.letter", (effect.letter, ", ".join(names.models)))
    if effect.department is not None and effect.department in effect.copies:
        yield in_rule(rule, Severity.NOTICE, Fault.COPY_IS_DEPARTMENT, "effect.copies", (effect.department,))


def _unknown_in(leaf: Leaf, names: Names) -> Iterator[tuple[Severity, Fault, str]]:
    """Yield names a leaf uses and the town has not. An unknown subject is an error; an unknown place is one name fewer."""
    match leaf:
        case SubjectIs(subjects=wanted):
            yield from ((Severity.ERROR, Fault.UNKNOWN_SUBJECT, one) for one in wanted if one != "*" and not names.tree.codes((one,)))
        case ThemeIs(themes=wanted):
            yield from ((Severity.ERROR, Fault.UNKNOWN_THEME, one) for one in wanted if name_key(one) not in names.themes)
        case OnStreet(streets=wanted):
            yield from ((Severity.WARNING, Fault.UNKNOWN_STREET, one) for one in wanted if name_key(one) not in names.streets)
        case AtLandmark(landmarks=wanted):
            yield from ((Severity.WARNING, Fault.UNKNOWN_LANDMARK, one) for one in wanted if name_key(one) not in names.landmarks)
        case InSector(sectors=wanted):
            yield from ((Severity.ERROR, Fault.UNKNOWN_SECTOR, one) for one in wanted if one not in names.sectors)
        case CameInAt(entrances=wanted) if names.entrances is not None:
            known = names.entrances
            yield from ((Severity.WARNING, Fault.UNKNOWN_ENTRANCE, one) for one in wanted if "@" in one and one.lower() not in known)
        case _:
            return


def _department_faults(codes: Iterable[DepartmentCode | None], names: Names) -> Iterator[tuple[Severity, Fault, tuple[str, ...]]]:
    """Yield the codes no department has, and those of departments that take, or soon will take, no requests."""
    for code in codes:
        department = names.departments.get(code) if code is not None else None
        if code is not None and department is None:
            yield Severity.ERROR, Fault.UNKNOWN_DEPARTMENT, (code,)
        elif department is not None and department.closed_on is not None:
            severity = Severity.ERROR if department.closed_on <= names.today else Severity.WARNING
            yield severity, Fault.CLOSED_DEPARTMENT, (department.code, department.closed_on.isoformat())


def unknown_in_subject(subject: Subject, names: Names) -> Iterator[LintFinding]:
    """Yield what is wrong with the departments of a subject."""
    for field, codes in (("department", (subject.department,)), ("copies", subject.copies)):
        for severity, fault, operands in _department_faults(codes, names):
            yield _finding(Owner.SUBJECT, subject.code, severity, fault, field, operands)
    if subject.department in subject.copies:
        yield _finding(Owner.SUBJECT, subject.code, Severity.NOTICE, Fault.COPY_IS_DEPARTMENT, "copies", (subject.department,))


def unknown_in_listing(listing: Listing, names: Names) -> Iterator[LintFinding]:
    """Yield the names of an entry of the directory that are not known."""
    name = f"{', '.join(listing.subjects)} / {', '.join(listing.sectors)}"
    for leaf in (SubjectIs(subjects=listing.subjects), InSector(sectors=tuple(listing.sectors))):
        field = "subjects" if isinstance(leaf, SubjectIs) else "sectors"
        for severity, fault, operand in _unknown_in(leaf, names):
            yield _finding(Owner.LISTING, name, severity, fault, field, (operand,))
    for field, codes in (("department", (listing.department,)), ("copies", listing.copies)):
        for severity, fault, operands in _department_faults(codes, names):
            yield _finding(Owner.LISTING, name, severity, fault, field, operands)
    if listing.department in listing.copies:
        yield _finding(Owner.LISTING, name, Severity.NOTICE, Fault.COPY_IS_DEPARTMENT, "copies", (listing.department,))


def unknown_in_example(example: Example, names: Names) -> Iterator[LintFinding]:
    """Yield what an example expects and nothing can give."""
    if example.subject is not None and not names.tree.codes((example.subject,)):
        yield _finding(Owner.EXAMPLE, example.id, Severity.ERROR, Fault.UNKNOWN_SUBJECT, "subject", (example.subject,))
    for field, codes in (("department", (example.department,)), ("copies", example.copies or ())):
        for severity, fault, operands in _department_faults(codes, names):
            if fault is Fault.UNKNOWN_DEPARTMENT:
                yield _finding(Owner.EXAMPLE, example.id, severity, fault, field, operands)
    if example.sector is not None and example.sector not in names.sectors:
        yield _finding(Owner.EXAMPLE, example.id, Severity.ERROR, Fault.UNKNOWN_SECTOR, "sector", (example.sector,))
    if example.street is not None and name_key(example.street) not in names.streets | names.landmarks:
        yield _finding(Owner.EXAMPLE, example.id, Severity.WARNING, Fault.UNKNOWN_STREET, "street", (example.street,))
    if example.rule is not None and example.rule not in names.rules and not example.rule.startswith(("R0-", "mailbox:", "annuaire:")):
        yield _finding(Owner.EXAMPLE, example.id, Severity.ERROR, Fault.UNKNOWN_RULE, "rule", (example.rule,))


def unserved(department: Department, names: Names) -> Iterator[LintFinding]:
    """Yield what is wrong with who does a department's work."""
    if department.served_by is None:
        return
    for severity, fault, operands in _department_faults((department.served_by,), names):
        yield _finding(Owner.DEPARTMENT, department.code, severity, fault, "served_by", operands)
    path = [department.code]
    following = names.departments.get(department.served_by)
    while following is not None and following.code not in path:
        path.append(following.code)
        following = names.departments.get(following.served_by or "")
    if following is not None and following.code == department.code:
        yield _finding(Owner.DEPARTMENT, department.code, Severity.ERROR, Fault.SERVED_IN_A_CIRCLE, "served_by", path)


def unsucceeded(department: Department, names: Names) -> Iterator[LintFinding]:
    """Yield what is wrong with who takes over from a department."""
    if department.successor is not None:
        for severity, fault, operands in _department_faults((department.successor,), names):
            yield _finding(Owner.DEPARTMENT, department.code, severity, fault, "successor", operands)


def _finding(owner: Owner, name: str, severity: Severity, fault: Fault, field: str, operands: Iterable[str]) -> LintFinding:
    return LintFinding(severity=severity, fault=fault, owner=owner, name=name, field=field, operands=tuple(operands))
