"""What both sides' forms of a new talk do with what was written."""

from typing import Any

from django.http import HttpRequest

from hub.accounts.models import Organization
from hub.exceptions import DomainError
from hub.locking import saying_who_waits
from hub.threads.forms import NewThreadForm
from hub.threads.models import Thread
from hub.threads.services import open_thread


def tried_to_open(request: HttpRequest, organization: Organization) -> tuple[NewThreadForm, Thread | None]:
    """The form, and the talk if there is one now. Else the form holds what was written and says what is wrong."""
    if request.method != "POST":
        return NewThreadForm(), None
    form, by = NewThreadForm(request.POST, request.FILES), request.user
    if not form.is_valid():
        return form, None
    said: dict[str, Any] = {name: form.cleaned_data[name] for name in ("subject", "text", "files")}
    try:
        with saying_who_waits():
            return form, open_thread(organization, by=by, key=form.key, **said)  # type: ignore[arg-type]
    except DomainError as error:
        form.add_error(None, str(error))
        form.say_files_again()
        return form, None
