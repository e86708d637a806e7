"""The session's cookie goes out only where it is another than the one that came.

Django sends it with each answer that changed the session, to put its end off. Here a sign-in ends after twelve hours
whatever is done (``session_limits``), so nothing is put off; and an answer that comes late, as those of pages that ask
or save in the background, would put the cookie of before into the place of one that a sign-in has given meanwhile.
"""

from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse


class SessionCookieMiddleware(SessionMiddleware):
    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        response = super().process_response(request, response)
        name = settings.SESSION_COOKIE_NAME
        sent = response.cookies.get(name)
        if sent is not None and sent.value and sent.value == request.COOKIES.get(name):
            del response.cookies[name]
        return response
