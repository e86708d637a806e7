"""Staff look at the areas, and change nothing but a town's districts."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from hub.areas.models import City, District, Landmark, Station, Town
from hub.areas.templatetags.areas import district_map
from tests.hub.accounts.signing_in import sign_in
from tests.hub.areas.factories import DistrictFactory, LandmarkFactory, StationFactory, TownFactory

PERMISSIONS = ["view_city", "view_district", "view_town", "view_station", "view_landmark"]


def _staff(client: Client, django_user_model: Any, *permissions: str) -> Client:
    user = django_user_model(is_staff=True, **{django_user_model.USERNAME_FIELD: "staff@example.org"})
    user.save()
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    sign_in(client, user)
    return client


@pytest.fixture
def town(db: None) -> Town:
    """In the first of two districts."""
    DistrictFactory(name="西中学校区", column=0)
    DistrictFactory(name="東中学校区", column=1)
    return TownFactory(name="境町", column=0)


def test_everything_can_be_looked_at_and_nothing_be_made_or_deleted(
    client: Client, django_user_model: Any, town: Town
) -> None:
    StationFactory()
    LandmarkFactory()
    everything = [f"{act}_{name}" for act in ("add", "change", "delete", "view") for name in ("district", "station")]
    _staff(client, django_user_model, *PERMISSIONS, *everything, "change_town", "add_town", "delete_town")
    for model in (City, District, Town, Station, Landmark):
        name = f"admin:areas_{model._meta.model_name}"
        key = model.objects.values_list("pk", flat=True)[0]
        assert client.get(reverse(f"{name}_changelist")).status_code == 200
        assert client.get(reverse(f"{name}_change", args=[key])).status_code == 200
        assert client.get(reverse(f"{name}_add")).status_code == 403
        assert client.post(reverse(f"{name}_delete", args=[key]), {"post": "yes"}).status_code == 403
        if model is not Town:
            assert client.post(reverse(f"{name}_change", args=[key]), {"name": "別の名前"}).status_code == 403
    assert District.objects.filter(name="別の名前").count() == 0


def test_the_districts_of_a_town_are_set_by_hand(client: Client, django_user_model: Any, town: Town) -> None:
    _staff(client, django_user_model, "change_town", "view_town")
    east = District.objects.get(name="東中学校区")
    version = City.objects.get().version
    page = reverse("admin:areas_town_change", args=[town.pk])
    assert client.post(page, {"districts": [east.pk], "name": "別の名前"}).status_code == 302
    town.refresh_from_db()
    assert (town.name, town.has_manual_districts) == ("境町", True)
    assert list(town.districts.all()) == [east]
    assert City.objects.get().version != version

    version = City.objects.get().version
    assert client.post(page, {"districts": [east.pk]}).status_code == 302
    assert City.objects.get().version == version

    assert client.post(page, {}).status_code == 302
    town.refresh_from_db()
    assert not town.has_manual_districts
    assert [row.name for row in town.districts.all()] == ["西中学校区"]


def test_who_may_only_look_changes_nothing(client: Client, django_user_model: Any, town: Town) -> None:
    _staff(client, django_user_model, "view_town")
    east = District.objects.get(name="東中学校区")
    page = reverse("admin:areas_town_change", args=[town.pk])
    assert client.get(page).status_code == 200
    assert client.post(page, {"districts": [east.pk]}).status_code == 403
    assert not town.districts.filter(pk=east.pk).exists()


def test_the_list_of_towns_asks_a_fixed_number_of_times(
    client: Client, django_user_model: Any, django_assert_max_num_queries: Any, town: Town
) -> None:
    _staff(client, django_user_model, "view_town")
    page = reverse("admin:areas_town_changelist")
    client.get(page)
    with django_assert_max_num_queries(10) as one:
        client.get(page)
    TownFactory(column=1)
    TownFactory(column=0)
    with django_assert_max_num_queries(10) as three:
        client.get(page)
    assert len(one) == len(three)


def test_the_tag_may_be_called_without_anything(town: Town) -> None:
    assert len(district_map()["map"].regions) == 2
