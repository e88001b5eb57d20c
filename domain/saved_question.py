"""Questions to the figures kept under a name (question enregistrée): whose, shared with whom, and open to everybody by which link."""

from dataclasses import dataclass
from typing import NewType

from domain.ids import AgentId, TownId
from domain.rights import Role, Standing

SavedQuestionId = NewType("SavedQuestionId", int)


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedQuestion:
    """A question under a name. ``query`` is what stands behind the address of the figures; a period that moves on is kept as such.

    ``roles``: who else sees it, by what he is. ``is_for_town``: everybody of the town who may see figures. ``token``: of its public link.
    """

    id: SavedQuestionId
    town: TownId
    owner: AgentId
    owner_name: str
    is_owner_gone: bool
    """The owner's account is closed: whoever sees it may take it over."""
    name: str
    query: str
    place: int
    roles: frozenset[Role] = frozenset()
    is_for_town: bool = False
    token: str | None = None

    @property
    def is_shared(self) -> bool:
        """Whether anybody but its owner sees it."""
        return self.is_for_town or bool(self.roles)


def sees(agent: AgentId, standing: Standing, saved: SavedQuestion) -> bool:
    """Tell whether a saved question is somebody's to open; what it answers is as far as his own rights reach."""
    if not standing.is_of(saved.town):
        return False
    return saved.owner == agent or saved.is_for_town or bool(saved.roles & roles_in(standing, saved.town))


def roles_in(standing: Standing, town: TownId) -> frozenset[Role]:
    """Return what somebody is in a town: the roles he was given, and those his departments there give him."""
    posts = {one.post.value for one in standing.members if one.town == town}
    return frozenset({*standing.roles, *(Role(one) for one in posts)})
