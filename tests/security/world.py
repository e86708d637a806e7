"""One of everything, with words that must not show where they are not public."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile as Upload
from django.db import transaction
from django.test import Client
from django.utils import timezone

from events.enums import ImportState, Participation, State
from events.models import (
    CircleCall,
    CircleMessage,
    Event,
    ImportRun,
    OpeningException,
    Place,
    Recheck,
    Registration,
    Thanks,
)
from events.services.occurrences import cancel_occurrence, move_occurrence
from events.services.pictures import set_picture
from events.services.publishing import close, hide, return_to_draft, submit
from events.services.registrations import Applicant, Asked, register
from events.services.registrations.terms import save_terms
from hub import heartbeats
from hub.accounts.enums import Level, OrganizationKind, Right
from hub.accounts.groups import COCREATION_COORDINATOR
from hub.accounts.models import Membership, Organization, RightsRequest, User
from hub.accounts.services import invite_member
from hub.areas.models import City, LandmarkKind
from hub.models import Audience, Change, Heartbeat, Theme, WelcomeMark
from hub.notifications.models import Delivery, Mailing, Notice, Recipient, Subscription
from hub.notifications.services import queue_mail
from hub.threads.checking import check_file
from hub.threads.models import Attachment
from hub.threads.services import open_thread
from hub.trust.models import Report
from hub.trust.services import file_report
from indicators.models import Indicator, Plan, Platform, Policy
from indicators.services.measuring import record_measurement
from partners.enums import NeedAction, NeedState, PartnershipState
from partners.models import Faq, NeedTransition, RoleCourse
from partners.services.inquiries import file_inquiry
from referrals.models import CaseFile, DangerHelp, OfficeStaff, Retention, Sign, SpecialDesk, SupportOffice
from referrals.services.intake import receive_referral
from tests.events.circles.people import circle, member_in
from tests.events.published import EVERY_DAY, draft_event, draft_place, published_event, published_place
from tests.hub.accounts.factories import OrganizationFactory, UserFactory
from tests.hub.accounts.signing_in import sign_in
from tests.hub.areas.factories import DistrictFactory, LandmarkFactory, StationFactory, TownFactory, middle
from tests.hub.pictures.files import jpeg
from tests.hub.threads.talks import PDF, upload
from tests.indicators.surveys import fill_in, opened, published, survey
from tests.indicators.voices import call, opinion, reply
from tests.partners import activities
from tests.partners.cocreation import part, project, proposal
from tests.partners.cocreation import role as role_in
from tests.partners.needs import hand, need
from tests.partners.registrations import registration
from tests.referrals.cases import office, told
from tests.words import load_words

# A is the organisation whose place and event the world shows; ``foreign`` owns B, ``professional`` a clinic; ``office`` works at
# the support office that has the world's referral, ``staff`` nowhere.
ROLES = (
    *("visitor", "resident", "viewer", "editor", "owner", "foreign", "professional"),
    *("staff", "office", "consultation", "planner", "coordinator", "administrator"),
)
# Who may enter the staff's pages at all.
STAFF_ROLES = ROLES[7:]
MEMBERS_OF_A = {"viewer": Level.VIEWER, "editor": Level.EDITOR, "owner": Level.OWNER}


@dataclass
class World:
    """``keys``: by ``app_model``. ``hidden``: what is not public. ``clients``: one for each role."""

    event: Event
    place: Place
    keys: dict[str, Any]
    hidden: list[Event | Place]
    users: dict[str, User] = field(default_factory=dict)

    def client(self, role: str, **options: Any) -> Client:
        client = Client(raise_request_exception=True, **options)
        if role != "visitor":
            sign_in(client, self.users[role])
        return client


def _hidden(where: dict[str, Any], soon: Any, by: User) -> list[Event | Place]:
    """A draft, one in review, one taken back, one hidden, one hidden after its end: of events and of places. Each holds the word ひみつ."""
    things: list[Event | Place] = []
    for make_draft, make_public, starts in (
        (draft_event, published_event, [soon]),
        (draft_place, published_place, []),
    ):
        draft = make_draft("ひみつの下書き", *starts, welcome_marks=["alone"], themes=["food"], **where)
        review = make_draft("ひみつの確認中", *starts, **where)
        submit(review, by=None)
        back = make_public("ひみつの取り下げ", *starts, **where)
        return_to_draft(back, by=None, reason="誤り")
        hidden = make_public("ひみつの公開停止", *starts, welcome_marks=["alone"], themes=["food"], **where)
        hide(hidden, by=by, reason="勧誘")
        ended = make_public("ひみつの終わったもの", *starts, **where)
        close(ended, by=None)
        hide(ended, by=by, reason="勧誘")
        things += [draft, review, back, hidden, ended]
    return things


def _registered(event: Event, by: User) -> None:
    """The event takes registrations, and somebody comes, of whom nobody else learns."""
    save_terms(event, by=by, participation=Participation.FIRST_COME, questions=[], is_open=True)
    who = Applicant(name="ひみつの参加者", phone="042-000-1234")
    register(event.occurrences.order_by("starts_at")[0].pk, who, Asked(wish_note="ひみつの希望"))


def _figures(by: User) -> dict[str, Any]:
    """A plan with a value and a platform; and a plan that nobody sees."""
    hidden = Plan.objects.create(code="himitsu", name="ひみつの計画", is_public=False)
    Indicator.objects.create(plan=hidden, code="himitsu-figure", name="ひみつの指標", kind="count")
    plan = Plan.objects.create(code="plan", name="地域の計画")
    policy = Policy.objects.create(plan=plan, level="direction", number=1, name="つながり")
    one = Indicator.objects.create(plan=plan, code="figure", name="場の数", kind="places", policy=policy)
    value = record_measurement(one, by=by, value=Decimal(9), fiscal_year=2025, source="台帳")
    return {
        "plan": plan.code, "indicator": one.code, "indicators_plan": plan.pk, "indicators_policy": policy.pk,
        "indicators_indicator": one.pk, "indicators_measurement": value.pk,
        "indicators_platform": Platform.objects.create(name="ひとつめ", set_up_on=date(2025, 5, 15), basis="協定").pk,
        **_voices(plan),
    }  # fmt: skip


def _voices(plan: Plan) -> dict[str, Any]:
    """A call that takes opinions, one that is published with its answer, one in each state that is not; and a draft."""
    today = timezone.localdate()
    days = {"opens_on": today, "closes_on": today + timedelta(days=7), "answer_by": today + timedelta(days=30)}
    one = call(code="koe", plan=plan, **days)
    for state in ("received", "withheld"):
        opinion(one, state, "ひみつの意見", age_group="elementary")
    answered = opinion(one, "published", "ひみつの原文", published_text="ブランコがほしい", is_redacted=True)
    opinion(one, "merged", "ひみつの似た意見", merged_into=answered)
    call("draft", code="himitsu-koe", plan=plan, title="ひみつの呼びかけ", **days)
    return {
        "voice": one.code, "opinion": answered.pk, "indicators_opinioncall": one.pk,
        "indicators_reply": reply(answered, reason="台町に置きます。").pk,
    }  # fmt: skip


def _surveys(by: User) -> dict[str, Any]:
    """A draft that nobody may see, one that is open, one that was published; in each somebody wrote something."""
    in_days = {"opens_on": timezone.localdate(), "closes_on": timezone.localdate() + timedelta(days=9)}
    survey(code="himitsu-survey", title="ひみつのアンケート", **in_days)
    is_open = opened(survey(code="survey", **in_days), by)
    fill_in(is_open, [{1: [1], 5: "ひみつの言葉"}])
    done = survey("sample", code="published", **in_days)
    asked = done.questions.get(kind="direct")
    asked.indicator = Indicator.objects.create(
        plan=Plan.objects.get(code="plan"), code="share", name="割合", kind="percent"
    )
    asked.save()
    asked.choices.filter(number__gte=3).update(is_counted=True)
    fill_in(opened(done, by), [{1: [1], 2: [3], 5: "ひみつの言葉"}] * 12)
    published(done, by)
    return {
        "survey": is_open.code, "survey_question": is_open.questions.earliest("order").pk,
        "survey_published": done.code, "survey_of_plan": asked.pk,
    }  # fmt: skip


def _circle(organization: Organization, place: Place) -> dict[str, int]:
    """A circle that everybody sees with somebody whom nobody sees, who is to be told something by telephone; and hidden ones."""
    one = circle(of=organization, place=place, name="手芸の会")
    belongs = member_in(one, name="ひみつの花子", phone="042-999-0007", note="ひみつの耳のこと")
    message = CircleMessage.objects.create(circle=one, subject="ひみつの件", text="ひみつのお知らせ")
    for state in (State.DRAFT, State.IN_REVIEW, State.HIDDEN):
        circle(state, of=organization, place=place, name="ひみつのサークル")
    call = CircleCall.objects.create(message=message, member=belongs)
    return {"circle": one.pk, "circle_member": belongs.pk, "circle_message": message.pk, "circle_call": call.pk}


def _activities(organization: Organization, users: dict[str, User]) -> dict[str, int]:
    """The resident does a role of A, with hours and a certificate; the professional would lend a skill and is asked."""
    done = activities.working(role_in(organization=organization, title="お茶を出す人"), user=users["resident"])
    activities.message(done)
    offer = activities.offer(users["professional"], text="ひみつの技")
    return {
        "application": done.pk, "role": role_in(organization=organization, title="花の水やり").pk,
        "hours": activities.hours(done).pk, "activity_certificate": activities.certificate(done).pk,
        "skill_offer": offer.pk, "skill_request": activities.request_to(offer, organization).pk,
    }  # fmt: skip


def _dead_mail(reader: User) -> int:
    with transaction.atomic():
        mailing = queue_mail("ひみつ", to=reader)
    assert mailing is not None
    Mailing.objects.filter(pk=mailing.pk).update(state="dead", ended_at=timezone.now())
    return mailing.pk


def _told(reader: User) -> dict[str, int]:
    """One notice for a reader with an account; and an address without one, which no list shows."""
    Recipient.objects.create(address="himitsu-told@example.org", confirmed_at=timezone.now())
    recipient = Recipient.objects.create(user=reader)
    subscription = Subscription.objects.create(recipient=recipient, channels=["inbox"], state="active")
    notice = Notice.objects.filter(subject="event").earliest("pk")
    delivery = Delivery.objects.create(
        notice=notice, recipient=recipient, subscription=subscription, channel="inbox", state="handed",
        due_at=timezone.now(),
    )  # fmt: skip
    # However long the tests of the world take, nothing is late, which /statusz would say.
    Notice.objects.unspread().update(spread_at=timezone.now())
    Mailing.objects.unended().update(due_at=timezone.now() + timedelta(days=1))
    made = {"notice": notice, "delivery": delivery, "subscription": subscription, "recipient": recipient}
    return {f"notifications_{name}": thing.pk for name, thing in made.items()}


def _people(organization: Organization) -> dict[str, User]:
    """One of each role; members of A, the owner of B and of a clinic."""
    users: dict[str, User] = {
        "resident": UserFactory(display_name="ひみつの住民", confirmed=True),
        "foreign": UserFactory(display_name="ひみつのよその人", confirmed=True),
        "professional": UserFactory(confirmed=True),
        "staff": UserFactory(staff=True, confirmed=True),
        "office": UserFactory(staff=True, confirmed=True),
        "consultation": UserFactory(consultation=True, confirmed=True),
        "planner": UserFactory(planner=True, confirmed=True),
        "coordinator": UserFactory(coordinator=True, confirmed=True, display_name="ひみつの職員"),
    }
    for role, level in MEMBERS_OF_A.items():
        users[role] = UserFactory(display_name=f"ひみつの{role}", confirmed=True)
        Membership.objects.create(organization=organization, user=users[role], level=level)
    for role, kind in (("foreign", OrganizationKind.NPO), ("professional", OrganizationKind.CARE)):
        other = OrganizationFactory(verified=True, kind=kind)
        Membership.objects.create(organization=other, user=users[role], level=Level.OWNER)
    return users


def make_world() -> World:
    """A small city, a place, an event with a cancelled and a moved date, a series, an ended event, hidden ones, users."""
    load_words()
    district = DistrictFactory.create(name="台町中学校区", column=0)
    town = TownFactory.create(name="台町")
    station, landmark = StationFactory.create(), LandmarkFactory.create(kind=LandmarkKind.CITY_OFFICE)
    latitude, longitude = middle(0, 0)
    where = {"address": "台町1-1", "latitude": latitude, "longitude": longitude}
    organization = OrganizationFactory(verified=True)
    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    soon = now + timedelta(hours=2)
    place = published_place(
        "台町会館", open_on=EVERY_DAY, operator=organization, welcome_marks=["alone"], themes=["food"],
        audiences=["seniors"], accessibility={"nursery": True}, summary="縁側のある家", is_drop_in=True, **where,
    )  # fmt: skip
    OpeningException.objects.create(place=place, date=(now + timedelta(days=2)).date(), note="年末")
    event = published_event(
        "囲碁の会", soon, soon + timedelta(days=1), soon + timedelta(days=2), place=place, organizer=organization,
        welcome_marks=["alone"], themes=["food"], audiences=["seniors"], is_free=True, **where,
    )  # fmt: skip
    second, third = event.occurrences.order_by("starts_at")[1:]
    cancel_occurrence(second, by=None, note="大雨")
    move_occurrence(third, by=None, starts_at=soon + timedelta(days=3), ends_at=soon + timedelta(days=3, hours=1))
    close(published_event("終わった会", soon, **where), by=None)
    Thanks.objects.create(occurrence=third, closes_on=soon.date())
    administrator = UserFactory(administrator=True, confirmed=True)
    _registered(event, administrator)
    hidden = _hidden(where, soon, administrator)
    with transaction.atomic():
        set_picture(event, file=Upload("x.jpg", jpeg()), alt="縁側", by=administrator)
    file_report(kind="event", object_id=event.pk, reason="other", text="ひみつの知らせ", reply_to="himitsu@example.org")
    inquiry = file_inquiry(
        organization_name="ひみつの会社", name="ひみつの人", phone="042-000-0000", email="himitsu@example.org",
        text="ひみつの相談", when="ひみつの時間",
    )  # fmt: skip
    Faq.objects.create(question="ひみつの下書き", answer="ひみつの答え")
    heartbeats.record_heartbeat(heartbeats.WORKER)
    users = _people(organization) | {"administrator": administrator}
    invitation = invite_member(organization, address="himitsu@example.org", level=Level.EDITOR, by=users["owner"])
    right = RightsRequest.objects.create(
        user=users["staff"], right=Right.CONSULTATION_COORDINATOR, reason="ひみつの理由", asked_by=administrator
    )
    registered = registration(PartnershipState.APPROVED, organization=organization)
    registration(PartnershipState.SUSPENDED, of=registered.programme, text="ひみつの停止中")
    thread = open_thread(
        organization,
        by=users["owner"],
        subject="ひみつの件",
        text="ひみつの話",
        files=[check_file(upload(PDF, "ひみつ.pdf"))],
    )
    needed = need(NeedState.TALKING, contact_name="ひみつの人", raised_text="ひみつの原文")
    need(NeedState.RAISED, title="ひみつの課題", text="ひみつの文", place=place, created_by=users["owner"])
    raised = hand(needed, organization=organization)
    NeedTransition.objects.create(
        need=needed, action=NeedAction.HAND, from_state=needed.state, to_state=needed.state, hand=raised,
        reason="ひみつの団体", created_at=now,
    )  # fmt: skip
    proposed = proposal("talking", organization=organization, title="ひみつの提案", reason="")
    done_together = project(lead=organization)
    part(done_together, OrganizationFactory(name="ひみつのさそい", verified=True), "invited", text="ひみつの役")
    project("preparing", title="ひみつの準備", text="ひみつの本文")
    posted = role_in(organization=organization, place=place)
    for state in ("draft", "hidden"):
        role_in(state, organization=organization, title=f"ひみつの{state}", text="ひみつの役割", place=place)
    course = RoleCourse.objects.create(role=posted, university=organization, asked="ひみつの授業", asked_at=now)
    OfficeStaff.objects.create(office=office(districts=(district,), staff=0), user=users["office"])
    noticed = receive_referral(told(district=district)).referral
    CaseFile.objects.create(
        referral=noticed,
        number=1,
        name="ひみつの書面.pdf",
        content=b"SECRET",
        size=6,
        media_type="application/pdf",
        at=now,
    )
    keys = {
        "referral": noticed.pk,
        "need": needed.pk,
        "hand": raised.pk,
        "proposal": proposed.pk,
        "project": done_together.pk,
        "role": posted.pk,
        "course": course.pk,
        "event": event.pk,
        "place": place.pk,
        "events_event": event.pk,
        "events_place": place.pk,
        "events_occurrence": event.occurrences.order_by("starts_at")[0].pk,
        "thanks": third.pk,
        "events_registration": Registration.objects.get(name="ひみつの参加者").pk,
        "events_importrun": ImportRun.objects.create(file_name="a.csv", state=ImportState.DONE).pk,
        "hub_theme": Theme.objects.get(key="food").pk,
        "hub_audience": Audience.objects.get(key="seniors").pk,
        "hub_welcomemark": WelcomeMark.objects.get(key="alone").pk,
        "hub_change": Change.objects.latest("pk").pk,
        "hub_heartbeat": Heartbeat.objects.get().pk,
        "accounts_user": users["resident"].pk,
        "accounts_organization": organization.pk,
        **_told(users["resident"]),
        "notifications_mailing": _dead_mail(users["resident"]),
        "accounts_rightsrequest": right.pk,
        "member": Membership.objects.get(organization=organization, level=Level.VIEWER).pk,
        "invitation": invitation.pk,
        "picture": event.picture.key,
        "recheck": Recheck.objects.create(kind="event", object_id=event.pk, what=["title"]).pk,
        "auth_group": Group.objects.get(name=COCREATION_COORDINATOR).pk,
        "partners_programme": registered.programme_id,
        "programme": registered.programme.key,
        "partnership": registered.pk,
        "thread": thread.pk,
        "attachment": Attachment.objects.get().key,
        "areas_city": City.objects.get().pk,
        "areas_district": district.pk,
        "areas_town": town.pk,
        "areas_station": station.pk,
        "areas_landmark": landmark.pk,
        "trust_report": Report.objects.get().pk,
        "partners_inquiry": inquiry.pk,
        "partners_faq": Faq.objects.create(question="鍵は？", answer="相談して決めます。", is_public=True).pk,
        "referrals_supportoffice": SupportOffice.objects.create(name="中の事務所", phone="042-000-0000").pk,
        "referrals_sign": Sign.objects.create(text="姿を見ない").pk,
        "referrals_dangerhelp": DangerHelp.objects.create(phone="119", name="救急・火事").pk,
        "referrals_specialdesk": SpecialDesk.objects.create(situation="子ども", name="窓口", source="市").pk,
        "referrals_retention": Retention.objects.create(kind="spam", days=90).pk,
        **_circle(organization, place),
        **_activities(organization, users),
        **_figures(users["planner"]),
        **_surveys(users["planner"]),
        "contenttype": ContentType.objects.get_for_model(Event).pk,
    }
    return World(event=event, place=place, keys=keys, hidden=hidden, users=users)
