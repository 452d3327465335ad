"""Where everything lies on disk; ``LECTERN_HOME`` moves all of it."""

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Paths:
    """The files and folders of one home.

    Attributes:
        home: the folder that holds all the others.
    """

    home: Path

    @property
    def database(self) -> Path:
        """The one SQLite file that is the truth."""
        return self.home / "library.db"

    @property
    def index(self) -> Path:
        """Chroma's folder: a cache, may be deleted at any time."""
        return self.home / "index"

    @property
    def cache(self) -> Path:
        """Requantized weights, vocabularies: made again when missing."""
        return self.home / "cache"

    @property
    def pasted(self) -> Path:
        """Texts that were pasted, as files."""
        return self.home / "pasted"

    @property
    def models(self) -> Path:
        """Model files that are put here are offered."""
        return self.home / "models"

    @property
    def known_models(self) -> Path:
        """Model files that were chosen before."""
        return self.home / "models.json"

    @property
    def prompts(self) -> Path:
        """The person's own copies of prompts, with what they were before."""
        return self.home / "prompts"

    @property
    def examples(self) -> Path:
        """The person's own few-shot examples."""
        return self.home / "examples"

    @property
    def chains(self) -> Path:
        """The person's own chains, a TOML each."""
        return self.home / "chains"

    @property
    def apis(self) -> Path:
        """OpenAPI files that the person added, each with what is switched on in it."""
        return self.home / "apis"

    @property
    def samples(self) -> Path:
        """The sample documents, once they were asked for."""
        return self.home / "samples"

    @property
    def settings(self) -> Path:
        """The person's own settings, TOML."""
        return self.home / "settings.toml"

    @property
    def ingest_lock(self) -> Path:
        """Held, by the kernel, by the one process that works the queue."""
        return self.home / "ingest.lock"

    @property
    def index_lock(self) -> Path:
        """Held, by the kernel, by the one process that has the Chroma index open."""
        return self.home / "index.lock"


def default_home() -> Path:
    """``LECTERN_HOME``, else the platform's folder for application data."""
    from_environment = os.environ.get("LECTERN_HOME")
    if from_environment:
        return Path(from_environment).expanduser().absolute()
    import platformdirs

    return Path(platformdirs.user_data_dir("lectern", appauthor=False))
