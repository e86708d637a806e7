"""``If-Match``: who changes a thing says which version they have read."""

from django.http import HttpRequest
from django.utils.http import parse_etags
from django.utils.translation import gettext_lazy as _

from hub.api.problems import ProblemError


def check_version(request: HttpRequest, version: int) -> None:
    """To be called when the row is locked. Raises ``precondition-required`` or ``lost-update``.

    A tag of ours begins with the version: ``"7"``, ``"7-9f2c…"``, ``"7-9f2c…-gz"``. A weak one never matches
    (RFC 9110, 13.1.1), ``*`` always does.
    """
    given = request.headers.get("If-Match", "").strip()
    if not given:
        raise ProblemError("precondition-required")
    tags = parse_etags(given)
    if tags == ["*"] or any(_version_in(tag) == str(version) for tag in tags):
        return
    raise ProblemError("lost-update", _("いまの版は%(version)sです。") % {"version": version})


def _version_in(tag: str) -> str:
    """Empty for a weak tag."""
    return tag.strip('"').partition("-")[0] if tag.startswith('"') else ""
