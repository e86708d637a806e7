"""The words of the hub, Hachioji's areas, and a way to import rows that a test makes up."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from events.importing.report import FileReport
from events.services.importing import import_paths
from hub.vocabulary import load_vocabulary
from tests.city import load_city
from tests.events.importing.files import as_csv

Importer = Callable[..., FileReport]


@pytest.fixture
def city(db: None) -> None:
    """Themes, audiences, towns and districts."""
    load_vocabulary(Path(settings.BASE_DIR) / "data" / "vocabulary")
    load_city()


@pytest.fixture
def import_rows(db: None, tmp_path: Path) -> Importer:
    """Writes rows to a file and imports it; the report of the file."""

    def run(rows: list[dict[str, str]], *, name: str = "list.csv", shift_to: date | None = None) -> FileReport:
        path = tmp_path / name
        path.write_text(as_csv(rows), encoding="utf-8")
        return import_paths([str(path)], shift_to=shift_to).files[0]

    return run
