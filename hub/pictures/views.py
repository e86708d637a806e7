"""``/pictures/<key>-<size>.jpg``"""

import uuid

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe

from hub.pictures.models import Picture
from hub.pictures.sizes import Size
from hub.pictures.storage import read_file

# In the reader's own browser alone: a copy on the way would outlive the hiding of a page.
_OF_EVERYBODY = "private, max-age=86400, immutable"
_OF_A_FEW = "private, no-store"


@require_safe
def picture(request: HttpRequest, key: uuid.UUID, size: Size) -> HttpResponse:
    """A picture of a public page for everybody, of another for those who may open that page; else as if it weren't there.

    Who asks is only looked at where the page is not public, so that a public picture has nothing to do with a session.
    """
    is_public = Picture.objects.public().filter(key=key).exists()
    if not is_public and not Picture.objects.visible_to(request.user).filter(key=key).exists():
        raise Http404
    tag = f'"{key.hex}-{size}"'  # what is under a key never changes
    known = {one.removeprefix("W/") for one in parse_etags(request.headers.get("If-None-Match", ""))}
    response: HttpResponse
    if is_public and tag in known:
        response = HttpResponseNotModified()
    else:
        content = read_file(key, size)
        if content is None:
            raise Http404
        response = HttpResponse(content, content_type="image/jpeg")
        response.headers["Content-Length"] = str(len(content))
        response.headers["Content-Disposition"] = "inline"
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = _OF_EVERYBODY if is_public else _OF_A_FEW
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
