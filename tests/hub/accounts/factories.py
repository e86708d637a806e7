"""Accounts and organisations, with traits for the roles of the design."""

from typing import Any

import factory
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from factory.django import DjangoModelFactory

from hub.accounts.groups import COCREATION_COORDINATOR, CONSULTATION_COORDINATOR, load_groups
from hub.accounts.models import Organization, OrganizationKind, User, Verification

PASSWORD = "long enough for a test"


class UserFactory(DjangoModelFactory):
    """A resident with an account; traits make staff of it."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    class Params:
        staff = factory.Trait(is_staff=True)
        administrator = factory.Trait(is_staff=True, is_superuser=True)

    email = factory.Sequence(lambda number: f"person{number}@example.org")
    display_name = factory.Sequence(lambda number: f"利用者その{number}")
    password = factory.django.Password(PASSWORD)

    @factory.post_generation
    def confirmed(self: Any, create: bool, extracted: Any, **_kwargs: Any) -> None:
        """``confirmed=True``: the address was confirmed."""
        if create and extracted:
            EmailAddress.objects.create(user=self, email=self.email, primary=True, verified=True)

    @factory.post_generation
    def consultation(self: Any, create: bool, extracted: Any, **_kwargs: Any) -> None:
        """``consultation=True``: 相談コーディネーター, who is staff."""
        if create and extracted:
            load_groups()
            self.is_staff = True
            self.save(update_fields=["is_staff"])
            self.groups.add(Group.objects.get(name=CONSULTATION_COORDINATOR))

    @factory.post_generation
    def coordinator(self: Any, create: bool, extracted: Any, **_kwargs: Any) -> None:
        """``coordinator=True``: 共創コーディネーター, who is staff."""
        if create and extracted:
            load_groups()
            self.is_staff = True
            self.save(update_fields=["is_staff"])
            self.groups.add(Group.objects.get(name=COCREATION_COORDINATOR))


class OrganizationFactory(DjangoModelFactory):
    class Meta:
        model = Organization

    class Params:
        verified = factory.Trait(verification=Verification.VERIFIED)

    name = factory.Sequence(lambda number: f"団体その{number}")
    kind = OrganizationKind.NPO
