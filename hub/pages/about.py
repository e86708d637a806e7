"""What the site is, what one agrees to, how it treats personal data, how accessible it is, where its data comes from."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from hub.notifications import line_friends
from hub.page_cache import public_page


@require_safe
@public_page
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "hub/about.html")


@require_safe
@public_page
def privacy(request: HttpRequest) -> HttpResponse:
    context = {
        "uses_line": line_friends.is_open(),
        "days": settings.HUB_PARTNERS_INQUIRY_DAYS,
        "contact_days": settings.HUB_PARTNERS_CONTACT_DAYS,
        "circle_days": settings.HUB_REGISTRATION_NAMES_DAYS,
        "needs_days": settings.HUB_NEEDS_DAYS,
        "role_days": settings.HUB_ROLE_NAMES_DAYS,
        "file_days": settings.HUB_THREAD_FILE_DAYS,
    }
    return render(request, "hub/privacy.html", context)


@require_safe
@public_page
def terms(request: HttpRequest) -> HttpResponse:
    return render(request, "hub/terms.html")


@require_safe
@public_page
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "hub/accessibility.html")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What machines may read: everything public but the endless addresses of filters, and of the feed.

    The feed says the same as the pages, in more addresses than a crawler ever ends with. Calendars and news that
    somebody subscribed to stay open: Google's calendar reads no address that robots are kept out of.
    """
    names = ("events:list", "events:week", "events:place_list", "circles:list", "find", "referrals:support")
    lists = [f"Disallow: {reverse(name)}?" for name in names]
    feeds = [f"Allow: /api/v1/*format={form}" for form in ("ics", "atom")]
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /reading/",
        "Disallow: /report/",
        "Disallow: /n/",
        "Disallow: /circles/members/",
        "Disallow: /api/",
        *feeds,
        *lists,
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
