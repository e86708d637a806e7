"""The mails of a demonstration, for whoever tries the hub out. Where mails go to a real server there is no such page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hub.notifications import demo_mails

_MOST_SHOWN = 100


@require_safe
def mail_list(request: HttpRequest) -> HttpResponse:
    """The newest first."""
    if not demo_mails.are_kept():
        raise Http404
    return render(request, "hub/demo_mails.html", {"mails": demo_mails.newest(_MOST_SHOWN), "most": _MOST_SHOWN})


@require_safe
def mail_detail(request: HttpRequest, number: int) -> HttpResponse:
    """The text with its links, and the HTML twin as it is written."""
    mail = demo_mails.find(number) if demo_mails.are_kept() else None
    if mail is None:
        raise Http404
    return render(request, "hub/demo_mail.html", {"mail": mail})
