"""What becomes of people who offer skills and apply for roles, with words that are theirs alone: asked, talking, at work, late, over."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.test import Client
from django.utils import timezone

from hub.accounts.enums import OrganizationKind
from hub.accounts.models import Organization, User
from partners.models import (
    ActivityCertificate,
    Hours,
    Role,
    RoleApplication,
    RoleCourse,
    SkillOffer,
    SkillRequest,
)
from partners.services import application_clock, roles
from tests.hub.accounts.factories import OrganizationFactory, UserFactory, member_of
from tests.hub.accounts.signing_in import sign_in
from tests.partners.cocreation import project, proposal, role
from tests.partners.needs import need
from tests.partners.registrations import S, registration

# By what they are; each is searched for in everything.
WORDS = {
    "account": "ナマエゼッタイ",
    "address": "adresu-zettai",
    "called": "ヨビナゼッタイ",
    "phone": "042-987-6543",
    "told": "コトバゼッタイ",
    "answer": "ヘンジゼッタイ",
    "skill": "ワザゼッタイ",
    "asked": "オネガイゼッタイ",
    "work": "シゴトゼッタイ",
    "dispute": "チガウゼッタイ",
    "paper": "ホンミョウゼッタイ",
    "revoked": "トリケシゼッタイ",
}


def words_in(text: str) -> list[str]:
    """Which kinds of them there are."""
    return [kind for kind, word in WORDS.items() if word in text]


@dataclass
class Lives:
    """``users``: ``worked`` offered, was asked, agreed, was accepted, has a certificate; ``waits`` applied, and is late to be
    answered; ``asked`` has not answered yet."""

    ours: Organization
    other: Organization
    university: Organization
    role: Role
    users: dict[str, User]
    papers: list[ActivityCertificate]
    keys: dict[str, int]

    def client(self, who: str) -> Client:
        return sign_in(Client(), self.users[who]) if who in self.users else Client()

    def at_work(self) -> RoleApplication:
        found: RoleApplication = RoleApplication.objects.get(pk=self.keys["application"])
        return found


def _partner(name: str) -> Organization:
    ours: Organization = registration(
        S.APPROVED, organization=OrganizationFactory(verified=True, name=name)
    ).organization
    return ours


def _people(ours: Organization, other: Organization, university: Organization) -> dict[str, User]:
    three = {
        who: UserFactory(display_name=f"{WORDS['account']}{who}", email=f"{WORDS['address']}-{who}@example.org", confirmed=True)
        for who in ("worked", "waits", "asked")
    }  # fmt: skip
    return three | {
        "writer": member_of(ours, "owner"), "viewer": member_of(ours, "viewer"), "other": member_of(other, "owner"),
        "university": member_of(university, "owner"), "resident": UserFactory(),
        "coordinator": UserFactory(coordinator=True), "administrator": UserFactory(administrator=True),
    }  # fmt: skip


class _Story:
    """Told as people do it, in their browsers."""

    def __init__(self, send: Any, addresses: list[str]) -> None:
        self.send, self.addresses = send, addresses
        self.ours, self.other = _partner("おもちゃの会"), _partner("となりの会")
        self.university = university = OrganizationFactory(
            verified=True, name="丘の大学", kind=OrganizationKind.UNIVERSITY
        )
        self.users = _people(self.ours, self.other, university)
        self.browsers = {who: sign_in(Client(), user) for who, user in self.users.items()}
        self.role = role(organization=self.ours)
        self.course = RoleCourse.objects.create(
            role=self.role,
            university=university,
            state="confirmed",
            name="地域実習",
            asked_at=timezone.now(),
            decided_at=timezone.now(),
        )
        self.told = {"name": WORDS["called"], "text": f"{WORDS['told']} {WORDS['phone']}"}

    def post(self, who: str, path: str, **data: Any) -> str:
        """Where it led."""
        answer = self.browsers[who].post(path, data)
        assert answer.status_code == 302, (path, answer.content.decode())
        self.addresses += [path, answer["Location"]]
        self.send()
        return str(answer["Location"])

    def offers(self) -> SkillRequest:
        """Two offer; both are asked, and one of them tells another who asks that it can't be. Who asks first is answered by ``worked``."""
        refused = self.browsers["worked"].post(
            "/me/skills/", {"act": "offer", "skills": ["design"], "text": WORDS["phone"]}
        )
        assert "電話番号" in refused.content.decode()
        for who in ("worked", "asked"):
            self.post(who, "/me/skills/", act="offer", skills=["design"], text=WORDS["skill"])
        for one in SkillOffer.objects.all():
            self._ask("writer", self.ours, one, self.role)
        one = self.users["asked"].skill_offer
        self._ask("other", self.other, one, role(organization=self.other, title="花の水やり"))
        self.post("asked", f"/me/skills/{one.requests.get(organization=self.other).pk}/", act="refuse")
        return SkillRequest.objects.get(offer__user=self.users["worked"])

    def _ask(self, who: str, ours: Organization, offer: SkillOffer, about: Role) -> None:
        self.post(who, f"/me/organizations/{ours.pk}/people/skills/{offer.pk}/", role=about.pk, text=WORDS["asked"])

    def works(self, asked: SkillRequest) -> tuple[int, list[ActivityCertificate]]:
        """Agrees, talks, is accepted, works; the first certificate is revoked, the second is not."""
        own = self.post("worked", f"/me/skills/{asked.pk}/", act="agree", course=self.course.pk, **self.told)
        number = _number(own)
        desk = f"/me/organizations/{self.ours.pk}/applications/{number}/"
        self.post("writer", desk, act="message", text=WORDS["answer"])
        self.post("worked", own, act="message", text=WORDS["told"])
        for act in ("invite", "accept"):
            self.post("writer", desk, act=act, text=WORDS["answer"])
        self._writes_hours(own, desk)
        first = self.post("worked", f"{own}certificate/", name=WORDS["paper"])
        self.post("writer", f"{desk}certificates/{_number(first)}/", reason=WORDS["revoked"])
        self.post("worked", f"{own}certificate/", name=WORDS["paper"])
        return number, list(ActivityCertificate.objects.order_by("pk"))

    def _writes_hours(self, own: str, desk: str) -> None:
        """Said to be otherwise, and written anew; of another day it is said still."""
        day = timezone.localdate().isoformat()
        self.post("worked", own, act="hours", on=day, hours="2", minutes="0", text=WORDS["work"])
        row = f"hours/{Hours.objects.get().pk}/"
        self.post("writer", f"{desk}{row}", act="dispute", dispute=WORDS["dispute"], seen_version="1")
        said = {"on": day, "hours": "1", "minutes": "30", "text": WORDS["work"], "seen_version": "1"}
        self.post("worked", f"{own}{row}", act="rewrite", **said)
        self.post("writer", f"{desk}{row}", act="confirm", seen_version="2")
        self.post("worked", own, act="hours", on=day, hours="1", minutes="0", text=WORDS["work"])
        last = Hours.objects.latest("pk").pk
        self.post("writer", f"{desk}hours/{last}/", act="dispute", dispute=WORDS["dispute"], seen_version="1")

    def waits(self) -> None:
        """The day before the promise is over, the day after, and when the role is closed for a while."""
        waiting = _number(self.post("waits", f"/roles/{self.role.pk}/apply/", **self.told))
        today, row = timezone.localdate(), RoleApplication.objects.filter(pk=waiting)
        row.update(applied_at=timezone.now() - timedelta(days=9), answer_by=today + timedelta(days=1))
        application_clock.remind_promises()
        self.send()
        row.update(answer_by=today - timedelta(days=1))
        application_clock.tell_late()
        self.send()
        by, posted = self.users["writer"], Role.objects.get(pk=self.role.pk)
        roles.close_role(posted, by=by)
        application_clock.tell_of_closed()
        self.send()
        roles.reopen_role(posted, by=by)
        self._expires()

    def _expires(self) -> None:
        """What waits for an answer ends by itself; afterwards it is as if it had not."""
        waiting = SkillRequest.objects.filter(state="asked")
        numbers, since = list(waiting.values_list("pk", flat=True)), timezone.now()
        assert len(numbers) == 1
        waiting.update(asked_at=since - timedelta(days=settings.HUB_LENDING_DAYS + 1))
        application_clock.end_old_requests()
        self.send()
        SkillRequest.objects.filter(pk__in=numbers).update(state="asked", decided_at=None, asked_at=since)


def _number(path: str) -> int:
    return int(path.rstrip("/").rpartition("/")[2])


def lived(send: Any, addresses: list[str]) -> Lives:
    """``send`` is called after each act; ``addresses`` gets those that were asked for and led to."""
    story = _Story(send, addresses)
    number, papers = story.works(story.offers())
    story.waits()
    offer = story.users["asked"].skill_offer
    things = {
        "role": story.role.pk, "application": number, "hours": Hours.objects.latest("pk").pk,
        "activity_certificate": papers[0].pk, "skill_offer": offer.pk, "course": story.course.pk,
        "skill_request": offer.requests.get(organization=story.ours).pk, "project": project(lead=story.ours).pk,
        "proposal": proposal(organization=story.ours, title="提案", aim="ねらい", text="本文").pk, "need": need("talking").pk,
        "partnership": story.ours.partnerships.get().pk, "accounts_organization": story.ours.pk,
    }  # fmt: skip
    return Lives(story.ours, story.other, story.university, story.role, story.users, papers, things)
