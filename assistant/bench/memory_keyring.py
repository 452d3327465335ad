"""A keyring that forgets with the process: keys of a bench or a test go into no person's own."""

import keyring
from keyring.backend import KeyringBackend


class MemoryKeyring(KeyringBackend):
    """Keeps keys in a dictionary.

    Attributes:
        kept: by service and account.
    """

    priority = 1.0

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # as the library has it
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        """The key, if there is one."""
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep a key."""
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        """Forget one."""
        del self.kept[service, username]


def use_memory_keyring() -> MemoryKeyring:
    """One, in the place of the system's, for the rest of the process."""
    found = MemoryKeyring()
    keyring.set_keyring(found)
    return found
