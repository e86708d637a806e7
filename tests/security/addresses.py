"""Every address that the resolver knows, with the keys of real things in it."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def patterns(resolver: URLResolver | None = None, prefix: str = "", spaces: str = "") -> Iterator[tuple[str, str]]:
    """Name with its namespace (the route itself where there is none), and route, of every pattern."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, route, f"{spaces}{entry.namespace}:" if entry.namespace else spaces)
        elif isinstance(entry, URLPattern):
            yield (f"{spaces}{entry.name}" if entry.name else route), route


def address(name: str, route: str, keys: dict[str, Any]) -> str:
    """The address of a route. ``keys``: of a model's admin (``events_event``), of ``event`` and ``place``."""
    model = next(
        (key for key in keys if name.startswith(f"admin:{key}_") or route.startswith(f"admin/{_path(key)}/")), ""
    )
    model = _OF_NAME.get(name) or _OF_SPACE.get(name.partition(":")[0]) or model
    if "(?P<app_label>" in route:
        return "/admin/events/"
    key = keys[model] if model else keys["place" if "places/" in route else "event"]
    if name.startswith("api:occurrence") or route.startswith("registrations/dates/"):
        key = keys["events_occurrence"]
    if name in _OF_FEED:
        key = keys[_OF_FEED[name]]
    if name == "events:recheck_done":
        key = keys["recheck"]
    for part, value in _parts(keys, key, name).items():
        route = route.replace(part, str(value))
    return f"/{route}"


# Which model's number stands in the address, by the name of the page or by the space of its name.
_OF_NAME = {
    "notices:open": "notifications_delivery",
    "notices:archive": "notifications_delivery",
    "notices:page": "notifications_notice",
    "notices:staff_notice": "notifications_notice",
    "trust:staff_report": "trust_report",
    "partners:thanks": "partners_inquiry",
    "partners:staff_inquiry": "partners_inquiry",
    "partners:staff_inquiry_faq": "partners_inquiry",
    **dict.fromkeys(
        (f"partners:{name}" for name in ("need", "need_raised", "hand_raise", "staff_need", "staff_hand", "staff_ask")),
        "need",
    ),
    "partners:hand": "hand",
    **dict.fromkeys((f"partners:{name}" for name in ("proposal", "proposal_edit", "staff_proposal")), "proposal"),
    **dict.fromkeys(
        (
            *("partners:project", "partners:project_desk", "partners:project_edit", "partners:project_report"),
            *("partners:staff_project", "partners:staff_project_edit", "partners:staff_project_report"),
        ),
        "project",
    ),
    "roles:course": "course",
    **dict.fromkeys(
        (f"applications:{name}" for name in ("certificate", "certificate_pdf", "staff_certificate")),
        "activity_certificate",
    ),
    "applications:apply": "role",
    "applications:lending": "skill_request",
    "registrations:draw": "events_occurrence",
    "registrations:thanks": "thanks",
    "registrations:thanked": "thanks",
    "registrations:terms": "event",
    "indicators:decide": "place",
    "indicators:survey_question": "survey_question",
    "indicators:survey_into_series": "survey_of_plan",
}
_OF_SPACE = {
    "applications": "application",
    "roles": "role",
    "circles": "circle",
    "circle_desk": "circle",
    "indicators": "indicators_measurement",
    "organizations": "accounts_organization",
    "partners": "partnership",
    "registrations": "events_occurrence",
    "voices": "indicators_opinioncall",
    "threads": "thread",
    "staff_referrals": "referral",
}

# What the feed gives besides places and events, by the model's admin.
_OF_FEED = {
    "api:districts_detail": "areas_district",
    "api:themes_detail": "hub_theme",
    "api:audiences_detail": "hub_audience",
    "api:welcome-marks_detail": "hub_welcomemark",
    "api:organizations_detail": "accounts_organization",
    "api:partnerships_detail": "partnership",
    "api:needs_detail": "need",
    "api:projects_detail": "project",
    "api:roles_detail": "role",
    "api:indicators_detail": "indicators_indicator",
}


def _parts(keys: dict[str, Any], key: int, name: str) -> dict[str, Any]:
    """What stands for each variable part of a route. No token fits: what opens with one has its own tests."""
    return {
        "<int:pk>": keys["invitation"] if name == "organizations:invitation" else key,
        "<int:organization>": keys["accounts_organization"],
        "<str:name>": "mirror.py",
        "<str:number>": "X-1",
        "<str:code>": "0000-0000-0000",
        "<slug:key>": keys["programme"],
        "<int:member_pk>": keys["circle_member" if name.startswith("circle_desk:") else "member"],
        "<int:message_pk>": keys["circle_message"],
        "<int:call_pk>": keys["circle_call"],
        "<int:hand>": keys["hand"],
        "<int:hours>": keys["hours"],
        "<int:offer>": keys["skill_offer"],
        "<int:certificate>": keys["activity_certificate"],
        "<int:invitation_pk>": keys["invitation"],
        "<int:number>": 1,
        "<slug:channel>": "email",
        "<int:date_pk>": keys["events_occurrence"],
        "<int:registration>": keys["events_registration"],
        "<int:place>": keys["place"],
        "<int:user>": keys["accounts_user"],
        "<str:week>": "2026-11-23",
        "<str:token>": "0" * 32,
        "<slug:token>": "0" * 32,
        "<slug:code>": keys[_coded(name)],
        "<slug:kind>": "event",
        "<slug:name>": "events",
        "<uuid:key>": keys[{"threads": "attachment", "voices": "opinion"}.get(name.partition(":")[0], "picture")],
        "<path:object_id>": key,
        "<path:content_type_id>": keys["contenttype"],
        "<id>": keys["accounts_user"],
        r"^confirm-email/(?P<key>[-:\w]+)/$": "confirm-email/forged/",
        "^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": "password/reset/key/1-forged/",
        "(?P<url>.*)$": "nowhere/",
        "^.*$": "nowhere/",
    }


# Of a survey that is over and published.
_PUBLISHED = {f"indicators:survey_{name}" for name in ("csv", "json", "texts", "into_series")}


def _coded(name: str) -> str:
    """What the code in an address is of."""
    if name.startswith("voices:"):
        return "voice"
    if "survey" in name:
        return "survey_published" if name in _PUBLISHED else "survey"
    return "plan" if "plan" in name else "indicator"


def _path(key: str) -> str:
    return key.replace("_", "/", 1)
