"""The page on which a thing gets its picture: on its own, so that no other box has to be filled again for it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from events.services.member_pictures import change_picture_as_member
from events.views.writing.desk import KINDS, Desk, Kind, writer_page
from hub.exceptions import DomainError
from hub.locking import saying_who_waits
from hub.pictures.forms import PictureFields


@require_http_methods(["GET", "HEAD", "POST"])
@writer_page
def picture(request: HttpRequest, desk: Desk, pk: int, kind: str) -> HttpResponse:
    one = KINDS[kind]
    thing = desk.thing_or_404(one, request.user, pk)
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = PictureFields(data, files, initial={"shown_picture": thing.picture})
    if request.method == "POST" and form.is_valid():
        if not form.has_picture_change():
            if thing.picture is None:
                form.add_error("picture", _("写真を選んでください。載せないときは「やめて戻る」を押します。"))
                return render(request, "events/writing/picture.html", _context(desk, one, thing, form))
            messages.info(request, _("写真と説明は、前のままです。"))
            return HttpResponseRedirect(desk.url(one, thing))
        try:
            with saying_who_waits():
                change_picture_as_member(thing, values=form.cleaned_data, by=request.user)  # type: ignore[arg-type]
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("写真を保存しました。"))
            return HttpResponseRedirect(desk.url(one, thing))
    return render(request, "events/writing/picture.html", _context(desk, one, thing, form))


def _context(desk: Desk, one: Kind, thing: Any, form: PictureFields) -> dict[str, Any]:
    return {
        "desk": desk,
        "kind": one,
        "thing": thing,
        "form": form,
        "picture": thing.picture,
        "back": desk.url(one, thing),
        "thing_url": desk.url(one, thing),
        "thing_name": str(thing),
    }
