"""Who walks the desk and the API in the tests of rights: one of each role, and members of two departments."""

from domain.member import Post
from domain.rights import Role

PEOPLE = {
    "rose": (frozenset({Role.RECEPTION}), None),
    "regis": (frozenset({Role.REGULATOR}), None),
    "axel": (frozenset(), ("VOI", Post.AGENT)),
    "hugo": (frozenset(), ("VOI", Post.HEAD)),
    "sonia": (frozenset(), ("CCAS", Post.AGENT)),
    "elue": (frozenset({Role.ELECTED}), None),
    "boss": (frozenset({Role.ADMIN}), None),
    "dpo": (frozenset({Role.DPO}), None),
}
