"""The environment (`KIRJURI_*`, or a `.env` file) read once into one frozen object."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

MEGABYTE = 1024 * 1024
SHORTEST_SECRET = 32


class Settings(BaseSettings):
    """Everything that may differ between two installations.

    The embedded default is one process, SQLite, local files and the Procountor sandbox.
    """

    model_config = SettingsConfigDict(
        env_prefix="KIRJURI_", env_file=".env", extra="ignore", frozen=True
    )

    data: Path = Path("data")
    # sqlite:///folder/file or postgres://…; empty means SQLite in the data folder.
    database_url: str = ""
    redis_url: str = ""
    # Signs staff tokens and seals other people's secrets; older ones still open what they sealed.
    secret: SecretStr = SecretStr("")
    older_secrets: Annotated[tuple[SecretStr, ...], NoDecode] = ()
    base_url: str = "http://127.0.0.1:8080"
    host: str = "127.0.0.1"
    port: int = 8080
    # Addresses or networks of our own proxies, whose X-Forwarded-For is believed: 127.0.0.1, 10.0.0.0/8.
    proxies: str = ""
    demo: bool = False
    log_format: Literal["text", "json"] = "json"
    log_level: str = "INFO"

    # Files: empty means the data folder; else an S3 address such as s3://bucket/prefix.
    storage_url: str = ""
    largest_file: int = 25 * MEGABYTE
    clamd_url: str = ""
    # When a scanner is configured and silent, files wait instead of passing.
    scan_fail_closed: bool = True

    slack_client_id: str = ""
    slack_client_secret: SecretStr = SecretStr("")
    slack_signing_secret: SecretStr = SecretStr("")
    slack_api_url: str = "https://slack.com/api/"
    # How long what staff send to a client from Slack can be taken back; 0 sends it at once.
    slack_undo_seconds: float = Field(default=10.0, ge=0, le=300)

    procountor_url: str = ""
    procountor_client_id: str = ""
    procountor_client_secret: SecretStr = SecretStr("")
    procountor_api_key: SecretStr = SecretStr("")
    procountor_redirect_uri: str = ""
    # True where the address is the sandbox: said on every page that shows its data.
    procountor_is_sandbox: bool = False
    # The firm's own account on its invoices.
    own_iban: str = ""

    smtp_url: str = ""
    mail_from: str = "kirjuri@localhost"
    # Where answers to notices come in: reply@mail.firm.fi, whose mail the mail server hands to
    # POST /mail/inbound, signed with the secret. Empty: clients are asked to answer in the chat.
    mail_reply_address: str = ""
    mail_inbound_secret: SecretStr = SecretStr("")
    # When set, an answer counts only where this server's Authentication-Results says dmarc=pass.
    mail_authserv_id: str = ""

    # Whom push services may write to about our pushes; empty: the address that mail comes from.
    push_contact: str = ""
    # Whole origins of further push services beside the known ones, with spaces between them.
    push_services: str = ""

    job_seconds: float = Field(default=1.0, gt=0)
    shutdown_seconds: float = Field(default=2.0, gt=0)

    @property
    def database(self) -> str:
        """The address of the database, with the embedded default filled in."""
        return self.database_url or f"sqlite://{self.data.resolve() / 'kirjuri.sqlite3'}"

    @property
    def files_folder(self) -> Path:
        return self.data / "files"

    def weak_points(self) -> list[str]:
        """Names of settings that a production server must not start with."""
        weak = []
        if len(self.secret.get_secret_value()) < SHORTEST_SECRET:
            weak.append("KIRJURI_SECRET")
        if bool(self.slack_client_id) and not self.slack_signing_secret.get_secret_value():
            weak.append("KIRJURI_SLACK_SIGNING_SECRET")
        if self.procountor_client_id and not self.procountor_client_secret.get_secret_value():
            weak.append("KIRJURI_PROCOUNTOR_CLIENT_SECRET")
        inbound = self.mail_inbound_secret.get_secret_value()
        if self.mail_reply_address and len(inbound) < SHORTEST_SECRET:
            weak.append("KIRJURI_MAIL_INBOUND_SECRET")
        return weak
