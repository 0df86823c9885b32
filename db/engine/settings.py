"""Settings of the database, from the environment or ``onrecord.env``."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class DatabaseSettings(BaseSettings):
    """Connection settings, each a variable named ``ONRECORD_*``."""

    model_config = SettingsConfigDict(
        env_prefix="ONRECORD_", env_file="onrecord.env", extra="ignore", frozen=True
    )

    database_url: str = Field(
        "sqlite:///onrecord.db",
        description="URL of the database: `sqlite:///FILE` or "
        "`postgresql+psycopg://USER:PASSWORD@HOST/NAME`.",
    )
    database_connections: int = Field(
        8,
        ge=1,
        le=100,
        description="Connections each server process holds for reading, and as many "
        "again for writing (PostgreSQL).",
    )
    write_timeout: int = Field(
        30,
        ge=1,
        le=3600,
        description="Seconds after which a write is stopped, undone and answered with "
        "503.",
    )
    read_timeout: int = Field(
        30,
        ge=1,
        le=3600,
        description="Seconds after which a request that reads is stopped, and answered "
        "with 503.",
    )
