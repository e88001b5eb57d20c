"""Settings of webhooks."""

from pydantic import BaseModel, Field, field_validator

from flows.webhook_guard import Network, networks_of
from flows.wording import say


class WebhookSettings(BaseModel):
    """Where webhooks may lead, and how many go out at once."""

    webhook_networks: str = Field(
        default="",
        description=(
            "Networks inside the house that webhooks may lead to, separated by commas; there http:// will do. By default they lead to "
            "public addresses and by https:// alone, so that nobody reaches by them what the town hall's own network keeps."
        ),
        examples=["10.20.0.0/16"],
    )
    webhooks_at_once: int = Field(
        default=4,
        ge=2,
        le=64,
        description="So many webhooks are told something at the same time; half of them at most do not answer.",
        examples=[8],
    )

    @property
    def webhook_ways(self) -> tuple[Network, ...]:
        """Return the networks that are allowed."""
        return networks_of(self.webhook_networks)

    @field_validator("webhook_networks")
    @classmethod
    def _known(cls, value: str) -> str:
        try:
            networks_of(value)
        except ValueError as error:
            raise ValueError(say("“{network}” is no network.", network=value)) from error
        return value
