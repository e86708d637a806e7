"""人材, for those who write for an organisation: who came by what way (counts), its roles with their hours, and プロボノ."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hub.accounts.views.access import organization_or_404
from partners.application_rules import can_ask_for_skills
from partners.people_counts import people_of, registrations_of, roles_of, ways_of
from partners.views.application_words import duration

MOST_ROLES = 50


@login_required
@require_safe
def people(request: HttpRequest, organization: int) -> HttpResponse:
    ours = organization_or_404(request, organization, writing=True)
    ways, total = ways_of(ours)
    roles = roles_of(ours, MOST_ROLES)
    context = {
        "organization": ours,
        "ways": ways,
        "total": total,
        "lines": [people_of(ours), registrations_of(ours)],
        "roles": [row | {"duration": duration(row["minutes"]) if row["minutes"] else ""} for row in roles],
        "may_ask": can_ask_for_skills(request.user, ours),
    }
    return render(request, "partners/people.html", context)
