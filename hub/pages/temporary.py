"""TEMPORARY: stands where the pages of organisations will be, so that links to them can be made."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.views.decorators.http import require_safe

from hub.accounts.models import Organization
from hub.page_cache import public_page

app_name = "organizations"


@require_safe
@public_page
def organization_detail(request: HttpRequest, pk: int) -> HttpResponse:
    get_object_or_404(Organization.objects.public(), pk=pk)
    return render(request, "hub/about.html")


urlpatterns = [path("organizations/<int:pk>/", organization_detail, name="detail")]
