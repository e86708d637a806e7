"""What an empty hub begins with: the groups of its staff."""

from collections.abc import Iterator

from hub.accounts.groups import load_groups


def seed() -> Iterator[str]:
    """Yields a line for each step."""
    yield f"職員のグループ {load_groups()}"
