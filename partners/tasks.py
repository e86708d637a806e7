"""What the beat does for partners."""

from celery import shared_task

from hub.notifications.slots import once_a_slot
from partners.services import (
    application_clock,
    application_forgetting,
    clock,
    forgetting,
    inquiries,
    needs,
    project_clock,
    proposal_clock,
    role_clock,
    weekly,
)


@shared_task
@once_a_slot(3600)
def lapse_due() -> None:
    """Ends what is past its last day."""
    clock.lapse_due()


@shared_task
@once_a_slot(3600)
def remind_due() -> None:
    """Tells members of the end that comes."""
    clock.remind_due()


@shared_task
@once_a_slot(60 * 60 * 24)
def forget_old_inquiries() -> None:
    """Forgets who asked, some time after the answer, and whom to ask, some time after a registration ended."""
    inquiries.forget_old_inquiries()
    forgetting.forget_old_contacts()


@shared_task
@once_a_slot(60 * 60 * 24)
def forget_old_needs() -> None:
    """Forgets who raised a need, some time after it ended."""
    needs.forget_old_needs()


@shared_task
@once_a_slot(3600)
def send_list_of_week() -> None:
    """Tells coordinators on Monday which needs nobody answered and which partners nobody asked."""
    weekly.send_list_of_week()


@shared_task
@once_a_slot(3600)
def remind_late_proposals() -> None:
    """Tells coordinators of proposals that wait longer than was promised, and those who proposed."""
    proposal_clock.remind_late_proposals()


@shared_task
@once_a_slot(3600)
def ask_quiet_projects() -> None:
    """Asks those who take part in a project of which nothing was heard for long how it goes."""
    project_clock.ask_how_it_goes()


@shared_task
@once_a_slot(3600)
def close_due_roles() -> None:
    """Closes roles whose last day, or last day to apply, is over."""
    role_clock.close_due_roles()


@shared_task
@once_a_slot(3600)
def remind_applications() -> None:
    """Keeps the promises of organisations to people who applied in mind, and ends what was asked long ago."""
    application_clock.remind_promises()
    application_clock.tell_late()
    application_clock.tell_of_closed()
    application_clock.end_old_requests()


@shared_task
@once_a_slot(60 * 60 * 24)
def forget_old_applications() -> None:
    """Empties names and messages of applications, some time after they ended."""
    application_forgetting.forget_old_names()
