"""Accounts and organisations, with traits for the roles of the design."""

import uuid
from datetime import timedelta
from typing import Any

import factory
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.utils import timezone
from factory.django import DjangoModelFactory

from hub.accounts.groups import COCREATION_COORDINATOR, CONSULTATION_COORDINATOR, PLANNER, load_groups
from hub.accounts.models import Invitation, Level, Membership, Organization, OrganizationKind, User, Verification
from tests.kept_rows import KeptRows

PASSWORD = "long enough for a test"


_groups = KeptRows("auth_group", "auth_group_permissions")


def _make_staff(user: User, name: str) -> None:
    """A member of a group of staff, which all are made with the first."""
    group = Group.objects.filter(name=name).first()
    if group is None:
        _make_groups()
        group = Group.objects.get(name=name)
    user.is_staff = True
    user.save(update_fields=["is_staff"])
    user.groups.add(group)


def _make_groups() -> None:
    is_alone = _groups.is_empty()
    if is_alone and _groups.are_kept():
        _groups.put_back()
        return
    load_groups()
    if is_alone:
        _groups.keep()


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
    def consultation(self: Any, create: bool, extracted: Any, **_kwargs: Any) -> None:
        """``consultation=True``: 相談コーディネーター, who is staff."""
        if create and extracted:
            _make_staff(self, CONSULTATION_COORDINATOR)

    @factory.post_generation
    def planner(self: Any, create: bool, extracted: Any, **_kwargs: Any) -> None:
        """``planner=True``: 計画担当, who is staff."""
        if create and extracted:
            _make_staff(self, PLANNER)

    @factory.post_generation
    def coordinator(self: Any, create: bool, extracted: Any, **_kwargs: Any) -> None:
        """``coordinator=True``: 共創コーディネーター, who is staff."""
        if create and extracted:
            _make_staff(self, COCREATION_COORDINATOR)

    @factory.post_generation
    def confirmed(self: Any, create: bool, extracted: Any, **_kwargs: Any) -> None:
        """``confirmed=True``: the address was confirmed by its owner."""
        if create and extracted:
            EmailAddress.objects.create(user=self, email=self.email, verified=True, primary=True)


class OrganizationFactory(DjangoModelFactory):
    class Meta:
        model = Organization

    class Params:
        verified = factory.Trait(verification=Verification.VERIFIED)

    name = factory.Sequence(lambda number: f"団体その{number}")
    kind = OrganizationKind.NPO


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    organization = factory.SubFactory(OrganizationFactory)
    user = factory.SubFactory(UserFactory)
    level = Level.EDITOR


class InvitationFactory(DjangoModelFactory):
    """Open for a week."""

    class Meta:
        model = Invitation

    organization = factory.SubFactory(OrganizationFactory)
    address = factory.Sequence(lambda number: f"invited{number}@example.org")
    level = Level.EDITOR
    nonce = factory.LazyFunction(uuid.uuid4)
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=7))
    invited_by = factory.SubFactory(UserFactory, coordinator=True)


def member_of(organization: Organization, level: Level = Level.OWNER, **fields: Any) -> User:
    """A new account that belongs to the organisation."""
    user: User = UserFactory(**fields)
    MembershipFactory(organization=organization, user=user, level=level)
    return user
