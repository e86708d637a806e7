"""Keeps and removes files of talks. A file is written before its row and removed after it, so that no row lacks its file."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.exceptions import DomainError
from hub.kept_files import SETTLED, Shelf
from hub.threads.checking import check_together
from hub.threads.enums import Side
from hub.threads.models import Attachment, Thread

if TYPE_CHECKING:
    from hub.accounts.models import Organization
    from hub.threads.checking import CheckedFile
    from hub.threads.models import Post

logger = logging.getLogger(__name__)

SHELF = Shelf("talks")
_BATCH = 500


def keep_files(post: "Post", files: "Sequence[CheckedFile]") -> None:
    """For the transaction that writes the post, in which the organisation is locked."""
    check_together(files)
    if files and post.side == Side.MEMBERS:
        _check_quota(post.thread.organization, files)
    for file in files:
        row = Attachment(post=post, name=file.name, media_type=file.media_type, size=file.size, sha256=file.sha256)
        SHELF.write(row.key, file.content)
        row.save()


def _check_quota(organization: "Organization", files: "Sequence[CheckedFile]") -> None:
    kept = Attachment.objects.of_members(organization).aggregate(sum=Sum("size"))["sum"] or 0
    most = settings.HUB_THREAD_QUOTA_BYTES
    if kept + sum(file.size for file in files) > most:
        raise DomainError(
            _("団体が送ったファイルが、合わせて%(most)dMBになりました。終わったやりとりのファイルが消えるまで、ファイルは送れません。市の担当に相談してください。")
            % {"most": most // 1_000_000}
        )  # fmt: skip


def forget_files(now: datetime | None = None, *, is_dry_run: bool = False) -> int:
    """Removes files ``HUB_THREAD_FILE_DAYS`` after their talk has ended; how many. That there was one stays.

    Idempotent; in batches, each a transaction of its own.
    """
    now = now or timezone.now()
    moment = now - timedelta(days=settings.HUB_THREAD_FILE_DAYS)
    if is_dry_run:
        return int(Attachment.objects.to_forget(moment).count())
    forgotten = 0
    while keys := list(Attachment.objects.to_forget(moment).order_by("pk").values_list("pk", flat=True)[:_BATCH]):
        forgotten += _forget(keys, moment, now)
    return forgotten


@transaction.atomic
def _forget(pks: list[int], moment: datetime, now: datetime) -> int:
    """What belongs to a talk that was opened again meanwhile stays. The files go after commit."""
    files = Attachment.objects.filter(pk__in=pks)
    ended = Thread.objects.select_for_update(of=("self",), no_key=True).filter(
        pk__in=files.values("post__thread"), closed_at__lt=moment
    )
    locked = list(ended.order_by("pk").values_list("pk", flat=True))
    gone = list(files.kept().filter(post__thread__in=locked).values_list("pk", "key"))
    Attachment.objects.filter(pk__in=[pk for pk, _key in gone]).update(removed_at=now, name="")
    for _pk, key in gone:
        transaction.on_commit(partial(SHELF.delete, key), robust=True)
    return len(gone)


def sweep_files(now: datetime | None = None) -> int:
    """Removes files that no row names: of a post that was rolled back, of an organisation that is gone. How many."""
    settled = (now or timezone.now()) - SETTLED
    done = SHELF.sweep(
        settled, lambda keys: Attachment.objects.kept().filter(key__in=keys).values_list("key", flat=True)
    )
    if done:
        logger.info("files of talks without a row removed")
    return done
