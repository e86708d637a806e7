import pytest
from django.test import Client
from hub.accounts.enums import Level
from hub.accounts.models import *
from tests.events.members import *
from tests.hub.accounts.factories import OrganizationFactory, UserFactory


@pytest.mark.django_db
def test_smoke(words):
    org = OrganizationFactory(verified=True)
    user = member(org)
    c = Client()
    c.force_login(user)
    base = f"/me/organizations/{org.pk}/"
    e, p = public_event(org), public_place(org)
    d = complete_event(org)
    date = e.occurrences.get()
    for a in (
        [
            "things/",
            "things/?kind=place",
            "events/new/",
            "places/new/",
            f"events/{e.pk}/",
            f"events/{d.pk}/",
            f"events/{e.pk}/edit/",
            f"events/{d.pk}/edit/",
            f"events/{e.pk}/preview/",
            f"places/{p.pk}/",
            f"places/{p.pk}/edit/",
            f"places/{p.pk}/preview/",
        ]
        + [f"events/{e.pk}/{x}/" for x in "submit publish close reopen copy delete".split()]
        + [f"events/{e.pk}/dates/{date.pk}/{x}/" for x in "cancel move restore remove".split()]
    ):
        r = c.get(base + a)
        assert r.status_code == 200, a
    r = c.post(
        base + "events/new/", {"act": "more", "dates-TOTAL_FORMS": "2", "dates-INITIAL_FORMS": "0", "title": "あ"}
    )
    assert r.status_code == 200 and "dates-4-day" in r.content.decode()
    s = Client()
    s.force_login(UserFactory(coordinator=True))
    r = c.post(base + f"events/{e.pk}/dates/{date.pk}/cancel/", {"note": "雨"})
    assert r.status_code == 302
    r = s.get("/staff/rechecks/")
    assert r.status_code == 200
    print(r.content.decode()[-3000:])
