"""Settings of where originals are kept."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator

from flows.sign_in_settings import SignInSettings
from flows.wording import say
from store import bucket
from store.bucket import Address, AddressError, address_of


class BlobSettings(SignInSettings):
    """Where originals are kept. Each field is ``CITOYEN_<FIELD>`` and ``<field>`` as all settings."""

    data: Path = Field(
        default=Path("citoyen-data"),
        description="Folder of the installation: originals, the SQLite database, the secret key. One installation owns it.",
        examples=["/var/lib/citoyen"],
    )
    erasures_file: Path | None = Field(
        default=None,
        description=(
            "File that says what was erased, without saying of whom; `citoyen restore` erases it again. On another disk than the data it "
            "outlives that. By default `erasures.jsonl` in the data folder; each backup takes a copy along."
        ),
        examples=["/srv/citoyen/erasures.jsonl"],
    )
    blobs_url: str = Field(
        default="",
        description=(
            "Where originals are kept: a folder, also one shared between machines, or an S3 bucket: "
            "`s3://bucket/folder?endpoint=https://s3.ville.example&region=fr-par`. By default `originals` in the data folder."
        ),
        examples=["file:///srv/citoyen/originals"],
    )
    blobs_key: str = Field(
        default="",
        description="Access key of the S3 bucket. By default AWS_ACCESS_KEY_ID and the other ways of Amazon's programs.",
        examples=["citoyen"],
    )
    blobs_secret: SecretStr = Field(default=SecretStr(""), description="Secret of that access key.", examples=["secret"])

    originals_key_file: Path | None = Field(
        default=None,
        description=(
            "File of the key that seals originals at rest, outside of the data folder: 64 hexadecimal digits a line, the key of today "
            "first, older ones below (`citoyen originals key` makes one). By default originals are not sealed."
        ),
        examples=["/etc/citoyen/originals.key"],
    )
    originals_key_command: str = Field(
        default="",
        description="In place of that file, a command that prints it, such as that of a safe for secrets. No shell reads it.",
        examples=["/usr/local/bin/coffre lire citoyen/originaux"],
    )

    @property
    def bucket(self) -> Address | None:
        """Return where the bucket of originals is, None where they are in a folder."""
        return address_of(self.blobs_url) if urlsplit(self.blobs_url).scheme == bucket.SCHEME else None

    @property
    def has_bucket(self) -> bool:
        """Tell whether originals are kept in an S3 bucket."""
        return self.bucket is not None

    @property
    def blobs_folder(self) -> Path:
        """Return the folder of originals; of a bucket, that of what is on its way there."""
        if self.blobs_url and not self.has_bucket:
            return Path(unquote(urlsplit(self.blobs_url).path))
        return self.data / "originals"

    @field_validator("blobs_url")
    @classmethod
    def _blobs(cls, value: str) -> str:
        scheme = urlsplit(value).scheme
        if scheme not in ("", "file", bucket.SCHEME):
            raise ValueError(say("Originals cannot be kept at {scheme}://.", scheme=scheme))
        if scheme == bucket.SCHEME:
            try:
                address_of(value)
            except AddressError as error:
                if error.unknown:
                    raise ValueError(say("“{word}” means nothing in the address of a bucket.", word=error.unknown)) from error
                raise ValueError(say("A bucket is written s3://bucket/folder?endpoint=https://…, without a password.")) from error
            if not bucket.IS_INSTALLED:
                raise ValueError(say("The library for S3 is not installed: pip install 'citoyen[s3]'."))
        return value

    @model_validator(mode="after")
    def _key_outside(self) -> "BlobSettings":
        file = self.originals_key_file
        if file is not None and self.originals_key_command:
            raise ValueError(say("The key of originals comes from a file or from a command, not from both."))
        if file is not None and any(folder.absolute() in file.absolute().parents for folder in (self.data, self.blobs_folder)):
            raise ValueError(say("The key of originals must lie outside of the folder it protects."))
        return self

    @model_validator(mode="after")
    def _key_with_secret(self) -> "BlobSettings":
        if bool(self.blobs_key) != bool(self.blobs_secret.get_secret_value()):
            raise ValueError(say("The access key of the bucket and its secret are set together or not at all."))
        return self
