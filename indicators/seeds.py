"""The city's plans and their figures, from ``data/``."""

from collections.abc import Iterator

from django.conf import settings

from indicators.services.loading import CITY, HUB, load_plans


def seed() -> Iterator[str]:
    """Yields a line for each step."""
    yield f"計画と指標 {_load()}件"


def renew() -> Iterator[str]:
    """At every start: plans that a new version of the hub brings. Those that are there stay as they are."""
    made = _load()
    if made:
        yield f"計画を{made}件、加えました。"


def _load() -> int:
    return sum(load_plans(settings.BASE_DIR / "data", files) for files in (CITY, HUB))
