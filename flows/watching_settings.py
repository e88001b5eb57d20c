"""Settings of an installation that keeps running: processes of the desk, figures, logs, and how it leaves a load balancer."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

MOST_PROCESSES = 64


class WatchingSettings(BaseModel):
    """How an installation is watched. Each field is ``CITOYEN_<FIELD>`` and ``<field>`` as all settings."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    metrics_port: Annotated[int, Field(ge=1, le=65535)] | None = Field(
        default=None,
        description=(
            "Port on which a role without a web server answers `/healthz`, `/readyz` and `/metrics`. By default none. `citoyen run` on a "
            "broker gives its roles this port and those after it; the desk answers on its own port."
        ),
        examples=[9464],
    )
    metrics_host: str = Field(
        default="127.0.0.1",
        min_length=1,
        description="Address that port is opened on. Never one the internet reaches.",
        examples=["192.0.2.10"],
    )
    metrics_towns: int = Field(
        default=20,
        ge=0,
        le=1000,
        description="Up to so many towns the figures of review are told of each town too; where there are more, of all together alone.",
        examples=[0],
    )
    web_processes: int = Field(
        default=1,
        ge=1,
        le=MOST_PROCESSES,
        description=(
            "So many processes of `citoyen web` serve its port together, each with an interpreter of its own: one for each processor the "
            "desk may use. `citoyen run` in one process stays one."
        ),
        examples=[4],
    )
    log_format: Literal["text", "json"] = Field(
        default="text",
        description="How a line of the log is written: text for people, json (an object a line) for programs.",
        examples=["json"],
    )
    log_level: Literal["info", "warning", "error"] = Field(
        default="warning",
        description="From which weight on lines are written; info tells of every job and every page that is answered.",
        examples=["info"],
    )
    drain_seconds: float = Field(
        default=0.0,
        ge=0,
        le=15,
        description=(
            "So long a desk that is told to stop still answers pages, in seconds, while `/readyz` says 503: a load balancer needs that to "
            "send nobody there any more."
        ),
        examples=[10],
    )
