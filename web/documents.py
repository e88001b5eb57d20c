"""What may be prepared for a request: letters somebody asks for, and a town's templates of Word and LibreOffice."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from domain.ids import TownId
from letters.kinds import ON_DEMAND
from store import office_templates
from store.office_templates import TemplateVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class Documents:
    """Letters by the kind of their model, and templates."""

    letters: tuple[str, ...]
    templates: tuple[TemplateVersion, ...]


def documents_of(session: Session, town: TownId) -> Documents:
    """Return what may be prepared in a town."""
    return Documents(letters=tuple(ON_DEMAND), templates=office_templates.current(session, town))
