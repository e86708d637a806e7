"""What somebody asked for, and how they want to hear of it: one page, for accounts and for addresses."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from hub.notifications.enums import Cadence
from hub.notifications.forms import MannerForm
from hub.notifications.models import Recipient, Subscription
from hub.notifications.selections import source_of
from hub.notifications.services import subscribing


@dataclass(frozen=True)
class Row:
    """One subscription in words. ``url``: the list that it was made from."""

    subscription: Subscription
    title: str
    words: list[str]
    url: str


def manage_page(request: HttpRequest, recipient: Recipient, *, back: str) -> HttpResponse:
    form = MannerForm(request.POST if request.POST.get("act") == "manner" else None, initial=_manner(recipient))
    if request.method == "POST":
        response = _act(request, recipient, form, back)
        if response is not None:
            return response
    context = {
        "recipient": recipient,
        "rows": [row_of(one) for one in Subscription.objects.of(recipient)],
        "cadences": Cadence.choices,
        "form": form,
        "path": request.path,
    }
    return render(request, "notices/manage.html", context)


def row_of(subscription: Subscription) -> Row:
    name, _mark, query = subscription.query.partition("?")
    source = source_of(name)
    asked = source.read(QueryDict(query)) if source else None
    if source is None or asked is None:
        return Row(subscription, _("もうないもの"), [], "")
    return Row(subscription, str(source.title), asked.words, source.url(query))


def _manner(recipient: Recipient) -> dict[str, object]:
    return {name: getattr(recipient, name) for name in ("quiet_from", "quiet_until", "paused_until")}


def _act(request: HttpRequest, recipient: Recipient, form: MannerForm, back: str) -> HttpResponse | None:
    """What was pressed; None where the page says what is wrong."""
    act = request.POST.get("act", "")
    if act == "manner":
        if not form.is_valid():
            return None
        data = form.cleaned_data
        subscribing.change_recipient(
            recipient, quiet=form.quiet, paused_until=data["paused_until"], language=recipient.language
        )
        messages.success(request, _("保存しました。"))
    elif act == "stop_all":
        is_gone = recipient.user_id is None
        subscribing.stop_all(recipient)
        messages.success(request, _("すべてやめました。") + (_("メールアドレスも消しました。") if is_gone else ""))
        return HttpResponseRedirect(reverse("front") if is_gone else back)
    else:
        chosen = _chosen(request, recipient)
        if chosen is None:
            return HttpResponseRedirect(back)
        if act == "stop":
            subscribing.stop(chosen)
            messages.success(request, _("やめました。"))
        elif act == "cadence" and request.POST.get("cadence") in Cadence.values:
            subscribing.change_subscription(chosen, cadence=request.POST["cadence"])
            messages.success(request, _("保存しました。"))
    return HttpResponseRedirect(back)


def _chosen(request: HttpRequest, recipient: Recipient) -> Subscription | None:
    number = request.POST.get("subscription", "")
    if not (number.isascii() and number.isdigit() and len(number) < 18):
        return None
    return Subscription.objects.of(recipient).filter(pk=number).first()
