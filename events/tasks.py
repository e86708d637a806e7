"""What the beat does for places and events."""

from celery import shared_task

from events.services import circles, importing, publishing, renames, series, weekly
from events.services.registrations import drawing, reminding, retention, telling, thanks, undelivered, waiting
from hub.notifications.slots import once_a_slot


@shared_task
@once_a_slot(60)
def publish_due() -> None:
    """Publishes what is due."""
    publishing.publish_due()


@shared_task
@once_a_slot(600)
def close_ended() -> None:
    """Closes what has passed its last day."""
    publishing.close_ended()


@shared_task
@once_a_slot(3600)
def extend_series() -> None:
    """Makes the dates of recurring events that have come within reach."""
    series.extend_all_series()


# Longer than other tasks: 10,000 rows take about half a minute. One that is killed goes on where it was.
@shared_task(time_limit=600)
@once_a_slot(10)
def run_imports() -> None:
    """Reads the event files that staff uploaded and that wait, and those that a dead worker left."""
    importing.run_waiting_imports()


@shared_task
@once_a_slot(15)
def refresh_listings() -> None:
    """Brings up to date what is found by a name that was changed."""
    renames.refresh_due()


@shared_task
@once_a_slot(3600)
def ask_weekly() -> None:
    """Asks operators whether their places open this week; who was asked is not asked again."""
    weekly.ask_weekly()


@shared_task
@once_a_slot(60)
def expire_registrations() -> None:
    """Ends what was not answered in time, and offers free places on."""
    waiting.expire_due()
    waiting.promote_all()


@shared_task
@once_a_slot(60)
def tell_places() -> None:
    """Brings places left on pages and in the feed up to date."""
    telling.tell_places()


@shared_task
@once_a_slot(3600)
def forget_circle_members() -> None:
    """Removes what is known of who is not, or no longer, in a circle."""
    circles.forget_members()


@shared_task
@once_a_slot(3600)
def draw_overdue_lots() -> None:
    """Draws the lots that nobody drew until the day on which results were promised."""
    drawing.draw_overdue()


@shared_task
@once_a_slot(300)
def remind_registered() -> None:
    """Reminds those who take part of the dates that come near."""
    reminding.remind_due()


@shared_task
@once_a_slot(3600)
def remove_participant_names() -> None:
    """Removes who took part from what ended long enough ago."""
    retention.remove_names()


@shared_task
@once_a_slot(600)
def thank_for_coming() -> None:
    """Thanks those who came yesterday."""
    thanks.thank_due()


@shared_task
@once_a_slot(3600)
def smooth_thanks() -> None:
    """So that the rows of answers tell nothing of who answered last."""
    thanks.smooth_thanks()


@shared_task
@once_a_slot(600)
def call_undelivered() -> None:
    """Puts on the list of calls whom no mail reached."""
    undelivered.call_undelivered()
