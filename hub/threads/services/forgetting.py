"""What a talk says of a thing whose words are forgotten."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from hub.threads.models import Thread


@transaction.atomic
def forget_subjects(kind: str, object_ids: Collection[int]) -> None:
    """The talks about these stay, but for what they were called."""
    about = Thread.objects.filter(about_kind=kind, about_id__in=object_ids).order_by("pk")
    keys = list(about.select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))
    Thread.objects.filter(pk__in=keys).update(subject=_("（消しました）"))
