"""Projects of which nothing was heard for long: those who take part are asked how it goes, once for each quiet time."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from hub.accounts.people import writers_of_each
from hub.locking import lock_row
from hub.notifications.services import queue_mail
from partners.cocreation_enums import ProjectState
from partners.models import Project
from partners.services.project_records import joined_organizations

ASKED = "projects.asked"
_BATCH = 200


def ask_how_it_goes(now: datetime | None = None) -> int:
    """Asks of each running project to which nothing was done for ``HUB_PROJECT_QUIET_DAYS``; of how many. Idempotent."""
    now = now or timezone.now()
    moment = now - timedelta(days=settings.HUB_PROJECT_QUIET_DAYS)
    due = list(Project.objects.quiet(moment).order_by("moved_at", "pk")[:_BATCH])
    return sum(_asked(project, moment, now) for project in due)


@transaction.atomic
def _asked(project: Project, moment: datetime, now: datetime) -> bool:
    """Not where somebody wrote meanwhile, or another beat has asked."""
    locked = lock_row(project)
    if locked.state != ProjectState.RUNNING or locked.asked_at is not None or locked.moved_at >= moment:
        return False
    locked.asked_at = now
    locked.save(update_fields=["asked_at"])
    writers = writers_of_each(joined_organizations(locked))
    users = {user.pk: user for people in writers.values() for user in people}
    since = int(locked.moved_at.timestamp())
    for number in sorted(users):
        queue_mail(
            ASKED, to=users[number], ids={"project": locked.pk, "since": since},
            key=f"{ASKED}:{locked.pk}:{since}:{number}",
        )  # fmt: skip
    return True
