"""What the desk calls people's roles and posts, and what keys of the API open."""

from collections.abc import Mapping

from domain.api_key import Scope
from domain.member import Post
from domain.rights import Role
from web.words import N_

AGENT_ROLES: Mapping[str, str] = {
    Role.RECEPTION: N_("Reception"),
    Role.AGENT: N_("Department agent"),
    Role.HEAD: N_("Head of department"),
    Role.REGULATOR: N_("Regulator"),
    Role.ELECTED: N_("Elected member"),
    Role.ADMIN: N_("Administrator"),
    Role.DPO: N_("Data protection officer"),
}
ROLE_HINTS: Mapping[str, str] = {
    Role.RECEPTION: N_("Reads normal requests of the whole town and works in the review queue."),
    Role.REGULATOR: N_("Sees to it that every request goes on; reads normal and restricted ones, hands over, merges, answers for rules."),
    Role.ELECTED: N_("Follows number, date and state of requests; no names and no words."),
    Role.ADMIN: N_("Sets up the town: forms, rules, people, keys. Reads no request by that."),
    Role.DPO: N_("Sees that requests are there, and reads one on a case that is written down."),
}
POSTS: Mapping[str, str] = {Post.AGENT: N_("Agent"), Post.HEAD: N_("Head")}
SCOPES: Mapping[str, str] = {
    Scope.FORMS: N_("Hand in submissions of the town’s forms"),
    Scope.ENTRIES: N_("Enter calls, visits and files"),
    Scope.CALLS: N_("Hand in call logs"),
    Scope.OPEN311: N_("Post Open311 requests"),
    Scope.REVIEW: N_("Work in the review queue, in an agent’s name"),
    Scope.REQUESTS_READ: N_("Read requests"),
    Scope.REQUESTS_RESTRICTED: N_("Read restricted requests too"),
    Scope.REQUESTS_WRITE: N_("Act on requests, in an agent’s name"),
    Scope.PEOPLE: N_("Say who belongs to departments, in an administrator’s name"),
    Scope.WEBHOOKS: N_("Make webhooks, and see what they were told"),
    Scope.JOURNAL: N_("Read the journal, in the name of an agent who may"),
    Scope.PROTECTION: N_("Work on what people ask for by their rights, in the name of the data protection officer"),
}
DEPARTMENT_KINDS: Mapping[str, str] = {"interne": N_("Department of the town hall"), "externe": N_("Other authority")}
KEY_STATES: Mapping[str, str] = {"valid": N_("Opens"), "expired": N_("Expired"), "revoked": N_("Ended")}
