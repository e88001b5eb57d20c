"""Tables of signing in, beyond the password: second factors, who needs one, links to a new password, identity providers."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from store.columns import BigId, ShortWords
from store.schema.base import Base


class SecondFactorRow(Base):
    """The telephone somebody shows codes of (second facteur). Until ``confirmed_at`` it is only offered, and not asked for."""

    __tablename__ = "second_factors"

    agent_id: Mapped[int] = mapped_column(BigId, ForeignKey("agents.id"), primary_key=True, autoincrement=False)
    secret: Mapped[str]
    """Sealed by the secret key of the installation: see `flows.secret.sealed`."""
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int | None] = mapped_column(BigId)
    """The step of time (RFC 6238) of the last code taken: neither that one nor an earlier one is taken again."""


class RecoveryCodeRow(Base):
    """A code on paper that stands in for the telephone, once (code de secours)."""

    __tablename__ = "recovery_codes"

    code_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    """HMAC-SHA-256 under the secret key of the installation, of the agent and the code."""
    agent_id: Mapped[int] = mapped_column(BigId, ForeignKey("agents.id"), index=True)
    used_at: Mapped[datetime | None]


class SecondFactorRuleRow(Base):
    """Who of a town must have a second factor. ``scope`` is the town; empty: those who are of the installation."""

    __tablename__ = "second_factor_rules"

    scope: Mapped[str] = mapped_column(ShortWords(64), primary_key=True)
    roles: Mapped[str] = mapped_column(ShortWords(128))
    """The `domain.rights.Role` s with blanks between; ``all`` for everybody."""


class PasswordLinkRow(Base):
    """A link somebody asked for to choose a new password. ``token_hash`` is the SHA-256 of what stands in it; once used, it is over."""

    __tablename__ = "password_links"

    token_hash: Mapped[str] = mapped_column(ShortWords(64), primary_key=True)
    agent_id: Mapped[int] = mapped_column(BigId, ForeignKey("agents.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class IdentityRow(Base):
    """Whom an identity provider means by a subject: bound once, when he first came from there."""

    __tablename__ = "identities"

    issuer: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    agent_id: Mapped[int] = mapped_column(BigId, ForeignKey("agents.id"), index=True)
    bound_at: Mapped[datetime]


class ProviderVisitRow(Base):
    """A browser that was sent to the identity provider. ``visit_hash`` is the SHA-256 of its cookie; coming back, it is gone."""

    __tablename__ = "provider_visits"

    visit_hash: Mapped[str] = mapped_column(ShortWords(64), primary_key=True)
    content: Mapped[str]
    """What it has to come back with, and what had been typed, sealed."""
    created_at: Mapped[datetime] = mapped_column(index=True)
