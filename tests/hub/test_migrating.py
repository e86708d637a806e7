"""A database that was made quickly is the same as one that was made as Django does."""

import os
import subprocess
from contextlib import AbstractContextManager, nullcontext

import pytest
from django.conf import settings
from django.db import connection

from hub.migrating import quick_states
from tests.database import as_owner


def _schema(name: str, way: AbstractContextManager[None]) -> str:
    """What ``pg_dump`` says of a database that all migrations have made."""
    test, before = settings.DATABASES["default"]["TEST"], connection.settings_dict["NAME"]
    wanted, test["NAME"] = test["NAME"], name
    with as_owner():
        try:
            with way:
                connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
            url = os.environ["DATABASE_OWNER_URL"].replace("/hub?", f"/{name}?")
            dump = ["pg_dump", "--schema-only", "--restrict-key=same", url]
            return subprocess.run(dump, capture_output=True, text=True, check=True).stdout.replace(name, "")
        finally:
            connection.creation.destroy_test_db(before, verbosity=0)
            test["NAME"] = wanted
            settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = before


@pytest.mark.soak
@pytest.mark.django_db(transaction=True)
def test_both_ways_make_the_same() -> None:
    quick = _schema("test_hub_quick", quick_states())
    assert "ADD CONSTRAINT" in quick
    assert quick == _schema("test_hub_slow", nullcontext())
