"""Files before rows, rows before files' end; how long they stay, how much there may be."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from hub.exceptions import DomainError
from hub.threads import services
from hub.threads.checking import check_file
from hub.threads.models import Attachment, Thread
from hub.threads.services.files import SHELF, forget_files, sweep_files
from tests.hub.accounts.factories import UserFactory
from tests.hub.threads.talks import PDF, talk, upload

pytestmark = pytest.mark.django_db


def with_file(**fields: Any) -> tuple[Thread, Attachment]:
    one = talk(files=[check_file(upload(PDF, "案内.pdf"))], **fields)
    return one, Attachment.objects.get(post__thread=one)


def is_there(file: Attachment) -> bool:
    return default_storage.exists(SHELF.name_of(file.key))


def test_a_file_is_kept_under_its_key_and_read_as_it_came() -> None:
    _one, file = with_file()
    stored = SHELF.open(file.key)
    assert stored is not None
    with stored:
        assert (stored.read(), file.name, file.size) == (PDF, "案内.pdf", len(PDF))
    assert SHELF.name_of(file.key) == f"talks/{file.key.hex[:2]}/{file.key}"


def test_an_organisation_has_so_much_room_and_the_city_more(settings: Any) -> None:
    settings.HUB_THREAD_QUOTA_BYTES = len(PDF) * 2
    one, file = with_file()
    by = one.posts.get().author
    files = [check_file(upload(PDF))]
    services.write_post(one, by=UserFactory(coordinator=True), text="市から", files=files * 3)
    services.write_post(one, by=by, text="二つめ", files=files)
    with pytest.raises(DomainError, match="ファイルは送れません"), transaction.atomic():
        services.write_post(one, by=by, text="三つめ", files=files)
    Attachment.objects.filter(pk=file.pk).update(removed_at=timezone.now())
    services.write_post(one, by=by, text="三つめ", files=files)


def test_files_go_some_time_after_the_end(settings: Any, django_capture_on_commit_callbacks: Any) -> None:
    settings.HUB_THREAD_FILE_DAYS = 30
    now, city = timezone.now(), UserFactory(coordinator=True)
    ended, file = with_file()
    going_on, kept = with_file()
    services.settle_thread(ended, by=city)
    services.close_thread(ended, by=city, now=now)
    assert forget_files(now + timedelta(days=29)) == 0
    late = now + timedelta(days=31)
    assert forget_files(late, is_dry_run=True) == 1
    assert is_there(file)
    with django_capture_on_commit_callbacks(execute=True):
        assert [forget_files(late), forget_files(late)] == [1, 0]
    file.refresh_from_db()
    assert (is_there(file), is_there(kept), file.name, file.removed_at) == (False, True, "", late)
    assert (ended.posts.count(), going_on.posts.count()) == (1, 1)


def test_what_no_row_names_is_swept_when_it_has_settled() -> None:
    _one, file = with_file()
    key = uuid.uuid4()
    SHELF.write(key, b"of a post that was rolled back")
    soon, later = timezone.now() + timedelta(hours=23), timezone.now() + timedelta(days=2)
    assert sweep_files(soon) == 0
    sweep_files(later)
    assert (default_storage.exists(SHELF.name_of(key)), is_there(file)) == (False, True)
    file.delete()
    sweep_files(later)
    assert not is_there(file)


def test_only_the_addresses_of_talks_take_more_than_a_picture_or_an_import(settings: Any) -> None:
    """The proxy in front: the addresses that it knows by heart are those of the hub."""
    proxy = (settings.BASE_DIR / "deploy/nginx.conf").read_text(encoding="utf-8")
    assert re.findall(r"client_max_body_size (\w+);", proxy) == ["12m", "22m"]
    found = re.search(r"location ~ (\S+) \{\s+client_max_body_size 22m;", proxy)
    assert found is not None
    takes_files = [
        *(reverse(f"threads:{name}", args=args) for name, args in (("new", [12]), ("talk", [12, 3]))),
        *(reverse(f"threads:staff_{name}", args=[12]) for name in ("new", "talk")),
    ]
    others = [
        "/",
        "/me/",
        "/me/organizations/12/",
        "/staff/",
        "/needs/raise/",
        "/x/staff/talks/1/",
        "/me/organizations/x/talks/",
    ]
    assert [bool(re.search(found[1], path)) for path in takes_files + others] == [True] * 4 + [False] * len(others)
