"""Tables of personal accounts at the portal: who has one, how he comes in, which requests are his."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.columns import BigId, ShortWords
from store.schema.base import Base


class CitizenRow(Base):
    """A personal account (compte personnel) of one town; there is none before its address is confirmed."""

    __tablename__ = "citizens"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))
    email: Mapped[str]
    password_hash: Mapped[str | None]
    """NULL: only the identity provider opens it."""
    profile: Mapped[dict[str, Any]]
    """The `domain.citizen.Profile`."""
    failures: Mapped[int] = mapped_column(default=0, server_default="0")
    locked_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime] = mapped_column(index=True)
    warned_at: Mapped[datetime | None]
    """When he was told that the account ends for want of a visit."""

    __table_args__ = (UniqueConstraint("town", "email"),)


class CitizenAddressRow(Base):
    """A further e-mail address that somebody has confirmed to be his."""

    __tablename__ = "citizen_addresses"

    citizen_id: Mapped[int] = mapped_column(BigId, ForeignKey("citizens.id", ondelete="CASCADE"), primary_key=True, autoincrement=False)
    email: Mapped[str] = mapped_column(primary_key=True)
    confirmed_at: Mapped[datetime]


class CitizenSessionRow(Base):
    """A signed-in browser of a citizen. ``token_hash`` is the SHA-256 of its cookie."""

    __tablename__ = "citizen_sessions"

    token_hash: Mapped[str] = mapped_column(ShortWords(64), primary_key=True)
    citizen_id: Mapped[int] = mapped_column(BigId, ForeignKey("citizens.id", ondelete="CASCADE"), index=True)
    csrf: Mapped[str]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    browser: Mapped[str] = mapped_column(server_default="")
    address: Mapped[str] = mapped_column(ShortWords(64), server_default="")
    provider_token: Mapped[str | None]


class CitizenLinkRow(Base):
    """A link that was sent by mail. ``token_hash`` is the SHA-256 of what stands in it; once used, it is over."""

    __tablename__ = "citizen_links"

    token_hash: Mapped[str] = mapped_column(ShortWords(64), primary_key=True)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))
    kind: Mapped[str] = mapped_column(ShortWords(16))
    """`store.citizen_links.Kind`."""
    citizen_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("citizens.id", ondelete="CASCADE"), index=True)
    """NULL where there is no account yet."""
    email: Mapped[str]
    """Whom it was sent to; of an undoing, the address that comes back."""
    content: Mapped[str] = mapped_column(server_default="")
    """What it does beside, sealed by the installation's key."""
    created_at: Mapped[datetime] = mapped_column(index=True)
    expires_at: Mapped[datetime]

    __table_args__ = (Index("ix_citizen_links_sent", "town", "email", "created_at"),)


class CitizenFactorRow(Base):
    """The telephone a citizen shows codes of. Until ``confirmed_at`` it is only offered."""

    __tablename__ = "citizen_factors"

    citizen_id: Mapped[int] = mapped_column(BigId, ForeignKey("citizens.id", ondelete="CASCADE"), primary_key=True, autoincrement=False)
    secret: Mapped[str]
    """Sealed by the installation's key."""
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int | None] = mapped_column(BigId)


class CitizenRecoveryRow(Base):
    """A code on paper that stands in for a citizen's telephone, once."""

    __tablename__ = "citizen_recovery_codes"

    code_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    citizen_id: Mapped[int] = mapped_column(BigId, ForeignKey("citizens.id", ondelete="CASCADE"), index=True)
    used_at: Mapped[datetime | None]


class CitizenPasskeyRow(Base):
    """A passkey of a citizen (clé d'accès, WebAuthn): only its public half is here. It works on the ``host`` it was made for alone."""

    __tablename__ = "citizen_passkeys"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    citizen_id: Mapped[int] = mapped_column(BigId, ForeignKey("citizens.id", ondelete="CASCADE"), index=True)
    credential: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    handle: Mapped[bytes] = mapped_column(LargeBinary)
    """What stands for him on his device, the same in all his passkeys."""
    host: Mapped[str]
    name: Mapped[str]
    count: Mapped[int] = mapped_column(BigInteger)
    """How often it was used, as it counts; 0 for one that does not."""
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class CitizenChallengeRow(Base):
    """What a browser has to have signed by a passkey, once, within minutes. ``owner`` is a digest of what the browser is known by."""

    __tablename__ = "citizen_challenges"

    owner: Mapped[str] = mapped_column(ShortWords(64), primary_key=True)
    use: Mapped[str] = mapped_column(ShortWords(16), primary_key=True)
    challenge: Mapped[bytes] = mapped_column(LargeBinary)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class CitizenIdentityRow(Base):
    """Whom an identity provider means by a subject, in a town."""

    __tablename__ = "citizen_identities"

    town: Mapped[str] = mapped_column(ForeignKey("towns.id"), primary_key=True)
    issuer: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    citizen_id: Mapped[int] = mapped_column(BigId, ForeignKey("citizens.id", ondelete="CASCADE"), index=True)
    bound_at: Mapped[datetime]


class CitizenArrivalRow(Base):
    """An arrival that was sent by a citizen who was signed in: whatever becomes of it is his."""

    __tablename__ = "citizen_arrivals"

    inbound_id: Mapped[int] = mapped_column(BigId, ForeignKey("inbounds.id"), primary_key=True, autoincrement=False)
    citizen_id: Mapped[int] = mapped_column(BigId, ForeignKey("citizens.id", ondelete="CASCADE"))
    at: Mapped[datetime]

    __table_args__ = (Index("ix_citizen_arrivals_citizen", "citizen_id", "inbound_id"),)


class CitizenRequestRow(Base):
    """A request that a citizen has proved to be his."""

    __tablename__ = "citizen_requests"

    citizen_id: Mapped[int] = mapped_column(BigId, ForeignKey("citizens.id", ondelete="CASCADE"), primary_key=True, autoincrement=False)
    request_id: Mapped[int] = mapped_column(BigId, ForeignKey("requests.id"), primary_key=True, autoincrement=False)
    how: Mapped[str] = mapped_column(ShortWords(16))
    at: Mapped[datetime]

    __table_args__ = (
        Index("ix_citizen_requests_request", "request_id"),
        CheckConstraint("how IN ('signed_in', 'email', 'phone', 'tracking')", name="how_known"),
    )


class CitizenCodeRow(Base):
    """A code that was sent to the address, or the telephone, of requests, so that a citizen shows that they are his."""

    __tablename__ = "citizen_codes"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    citizen_id: Mapped[int] = mapped_column(BigId, ForeignKey("citizens.id", ondelete="CASCADE"))
    how: Mapped[str] = mapped_column(ShortWords(16))
    contact: Mapped[str]
    """E-mail address or telephone (E.164) it went to."""
    code_hash: Mapped[bytes] = mapped_column(LargeBinary)
    tries: Mapped[int] = mapped_column(default=0, server_default="0")
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]

    __table_args__ = (
        Index("ix_citizen_codes_citizen", "citizen_id", "created_at"),
        Index("ix_citizen_codes_sent", "contact", "created_at"),
    )


class CitizenFormRow(Base):
    """A form a citizen has begun and not sent (brouillon)."""

    __tablename__ = "citizen_forms"

    citizen_id: Mapped[int] = mapped_column(BigId, ForeignKey("citizens.id", ondelete="CASCADE"), primary_key=True, autoincrement=False)
    code: Mapped[str] = mapped_column(ShortWords(64), primary_key=True)
    content: Mapped[str]
    """The answers, sealed by the installation's key."""
    saved_at: Mapped[datetime] = mapped_column(index=True)
