"""``/support/follow/``: the answer and the rest of the talk, by the number that the writer was shown once."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hub.exceptions import DomainError
from hub.locking import BusyError, saying_who_waits
from referrals import codes, gate, promises
from referrals.enums import Reply, Told
from referrals.forms.intake import FollowForm, ReplyForm
from referrals.models import Referral
from referrals.services.messages import told_of, write_as_writer
from referrals.services.opening import open_for_writer


@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """The number is sent in the form, never in an address. A number that is not there takes the same way as one that is."""
    form = FollowForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _asked(request, form)
    code = form.cleaned_data["code"]
    wait = gate.wait_for_code(code, client=request.META.get("REMOTE_ADDR", ""), sent=request.POST.dict())
    if wait:
        return _asked(request, form, wait=wait, challenge=gate.work_for_code(code))
    referral = Referral.objects.filter(code_hash__in=codes.hashes_of(code)).select_related("office").first()
    if referral is None:
        form.add_error("code", _("この番号では見つかりませんでした。20けたの数字を、もう一度確かめてください。"))
        return _asked(request, form)
    is_writing = "text" in request.POST
    reply = ReplyForm(request.POST if is_writing else None)
    was = told_of(referral)
    is_sent = is_writing and reply.is_valid() and _is_written(referral, reply)
    return _talk(request, referral, ReplyForm() if is_sent else reply, code, was=was, is_sent=is_sent)


def _is_written(referral: Referral, reply: ReplyForm) -> bool:
    """Whether it was taken in; else it is said beside the words, which stay in their box."""
    text = reply.cleaned_data["text"]
    try:
        with saying_who_waits():
            write_as_writer(referral, text=text, key=_key(reply, referral))
    except BusyError:
        reply.add_error("text", _("いま送れませんでした。少し待って、もう一度「送る」を押してください。"))
        return False
    except DomainError as error:
        reply.add_error("text", str(error))
        return False
    return True


def _key(reply: ReplyForm, referral: Referral) -> Any:
    """The same words of the same page are one message; others from there are another."""
    return codes.key_of(str(reply.page), str(referral.pk), reply.cleaned_data["text"])


def _asked(request: HttpRequest, form: FollowForm, *, wait: int = 0, challenge: str = "") -> HttpResponse:
    """``wait``: seconds, or as long as the browser takes for the challenge. What was written stays in the page."""
    kept = [(name, request.POST[name]) for name in ("text", "page") if wait and name in request.POST]
    context = {"form": form, "minutes": -(-wait // 60), "challenge": challenge, "kept": kept}
    response = render(request, "referrals/follow.html", context, status=429 if wait else 200)
    if wait:
        response.headers["Retry-After"] = str(wait)
    return response


def _talk(
    request: HttpRequest, referral: Referral, reply: ReplyForm, code: str, *, was: Told, is_sent: bool = False
) -> HttpResponse:
    """``was``: how it stood before this look, which reads the answer."""
    context = {
        "referral": referral,
        "told": was,
        "messages_read": open_for_writer(referral),
        "form": reply,
        "code": code,
        "grouped": codes.in_groups(code),
        "is_sent": is_sent,
        "may_be_answered": referral.reply != Reply.NONE,
        "next_reading": promises.next_reading(referral.office, timezone.now()) if referral.office else None,
    }
    return render(request, "referrals/talk.html", context)
