"""Settings of signing in by an identity provider (OpenID Connect)."""

from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator

from flows.watching_settings import WatchingSettings
from flows.wording import say

_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})


class SignInSettings(WatchingSettings):
    """The identity provider agents may sign in by. Each field is ``CITOYEN_<FIELD>`` and ``<field>`` as all settings."""

    oidc_issuer: str | None = Field(
        default=None,
        description=(
            "Identity provider (OpenID Connect) agents may sign in by, as it names itself: Keycloak, ProConnect. Its settings are read "
            "below this address; the address to register there is the desk's with `/sign-in/oidc/back`. By default passwords alone serve."
        ),
        examples=["https://connexion.ville.example/realms/agents"],
    )
    oidc_client_id: str = Field(default="", description="Name of this desk at the provider.", examples=["citoyen"])
    oidc_client_secret: SecretStr = Field(default=SecretStr(""), description="Secret of this desk at the provider.", examples=["secret"])
    oidc_name: str = Field(default="", description="What the button of the provider says after “Sign in with”.", examples=["ProConnect"])
    oidc_scopes: str = Field(
        default="openid email profile", description="What the provider is asked for.", examples=["openid email given_name usual_name"]
    )
    oidc_match: Literal["email", "login"] = Field(
        default="email",
        description=(
            "By what an account is found when somebody comes from the provider for the first time; then it is bound to him: email (one "
            "the provider says is verified) or login (`oidc_login_claim`)."
        ),
        examples=["login"],
    )
    oidc_login_claim: str = Field(default="preferred_username", description="Where the provider says the login.", examples=["uid"])
    oidc_trusts_email: bool = Field(
        default=False,
        description="Whether e-mail addresses of the provider count though it does not say that they are verified. ProConnect: true.",
        examples=[True],
    )
    oidc_create_in: str | None = Field(
        default=None,
        description=(
            "Town (short name) in which somebody the provider knows and the desk does not gets an account, without any role. "
            "By default nobody gets one by himself."
        ),
        examples=["valognes"],
    )
    oidc_only: bool = Field(
        default=False,
        description="Whether agents sign in by the provider alone; passwords then open only the account of `oidc_emergency_login`.",
        examples=[True],
    )
    oidc_emergency_login: str = Field(
        default="admin",
        min_length=1,
        description="Account that its password opens even then, for the day the provider does not answer. Keep that password in a safe.",
        examples=["admin"],
    )

    citizen_oidc_issuer: str | None = Field(
        default=None,
        description=(
            "Identity provider citizens may sign in by at the portal, as it names itself: FranceConnect. The address to register there is "
            "the desk's with `/p/back`, and with `/p/out` for signing out. By default passwords alone serve."
        ),
        examples=["https://fcp-low.integ01.dev-franceconnect.fr/api/v2"],
    )
    citizen_oidc_client_id: str = Field(default="", description="Name of the portal at that provider.", examples=["citoyen-portail"])
    citizen_oidc_client_secret: SecretStr = Field(
        default=SecretStr(""), description="Secret of the portal at that provider.", examples=["secret"]
    )
    citizen_oidc_name: str = Field(
        default="", description="What the button of that provider says after “Sign in with”.", examples=["FranceConnect"]
    )
    citizen_oidc_scopes: str = Field(
        default="openid email given_name family_name",
        description="What that provider is asked for of citizens.",
        examples=["openid email given_name family_name"],
    )
    citizen_oidc_acr: str = Field(
        default="",
        description="How surely that provider must know a citizen (`acr_values`); FranceConnect asks for eidas1. Empty: as it likes.",
        examples=["eidas1"],
    )

    @field_validator("oidc_issuer", "citizen_oidc_issuer")
    @classmethod
    def _issuer(cls, value: str | None) -> str | None:
        parts = urlsplit(value or "")
        is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _THIS_MACHINE)
        if value is not None and not (is_safe and parts.hostname):
            raise ValueError(say("The address of an identity provider begins with https://."))
        return value

    @property
    def has_provider(self) -> bool:
        """Whether agents may sign in by an identity provider."""
        return self.oidc_issuer is not None

    @property
    def has_citizen_provider(self) -> bool:
        """Whether citizens may sign in by an identity provider."""
        return self.citizen_oidc_issuer is not None
