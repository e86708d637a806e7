"""For companies, universities and groups."""

from django.urls import path

from partners.views import (
    board,
    checking,
    hands,
    home,
    inquiries,
    joining,
    listing,
    needs,
    our_projects,
    partnership,
    projects,
    proposals,
    staff,
    staff_hands,
    staff_needs,
    staff_projects,
    staff_proposals,
    talk,
)

app_name = "partners"

_OF_ORGANIZATION = "me/organizations/<int:organization>/partnerships/"
_ONE = f"{_OF_ORGANIZATION}<int:pk>/"

_joining = [
    path("partners/join/", joining.join, name="join"),
    path("partners/join/new/<slug:key>/", joining.join_new, name="join_new"),
    path("partners/check/", checking.check, name="check"),
    path("partners/check/<str:number>/<str:code>/", checking.check_code, name="check_code"),
    path(_OF_ORGANIZATION, partnership.mine, name="mine"),
    path(_ONE, partnership.partnership, name="partnership"),
    path(f"{_ONE}take-back/", partnership.take_back, name="take_back"),
    path(f"{_ONE}withdraw/", partnership.withdraw, name="withdraw"),
    path(f"{_ONE}renew/", partnership.renew, name="renew"),
    path(f"{_ONE}certificate/", partnership.certificate, name="certificate"),
    path(f"{_ONE}certificate.pdf", partnership.certificate_pdf, name="certificate_pdf"),
    path("staff/partners/", staff.partner_list, name="staff_list"),
    path("staff/partners/<int:pk>/", staff.partner_detail, name="staff_detail"),
]

_asking = [
    path("partners/", home.home, name="home"),
    path("partners/sheet/", home.sheet, name="sheet"),
    path("partners/list/", listing.partner_list, name="list"),
    path("partners/talk/", talk.talk, name="talk"),
    path("partners/talk/<int:pk>/<str:token>/", talk.thanks, name="thanks"),
    path("staff/inquiries/", inquiries.inquiry_list, name="staff_inquiries"),
    path("staff/inquiries/<int:pk>/", inquiries.inquiry_detail, name="staff_inquiry"),
    path("staff/inquiries/<int:pk>/faq/", inquiries.inquiry_faq, name="staff_inquiry_faq"),
]

_needs = [
    path("needs/", needs.need_list, name="needs"),
    path("needs/raise/", needs.raise_form, name="need_raise"),
    path("needs/raise/<int:pk>/<str:token>/", needs.need_raised, name="need_raised"),
    path("needs/<int:pk>/", needs.need_detail, name="need"),
    path("me/organizations/hands/<int:pk>/", hands.raise_form, name="hand_raise"),
    path("me/needs/", needs.my_needs, name="my_needs"),
    path("me/organizations/<int:organization>/needs/", hands.our_needs, name="our_needs"),
    path("me/organizations/<int:organization>/hands/<int:pk>/", hands.hand, name="hand"),
    path("staff/needs/", staff_needs.need_list, name="staff_needs"),
    path("staff/needs/week/", staff_hands.week, name="staff_needs_week"),
    path("staff/needs/<int:pk>/", staff_needs.need_detail, name="staff_need"),
    path("staff/needs/<int:pk>/hands/<int:hand>/", staff_hands.hand, name="staff_hand"),
    path("staff/needs/<int:pk>/ask/<int:organization>/", staff_hands.ask, name="staff_ask"),
]

_OF_PROPOSALS = "me/organizations/<int:organization>/proposals/"

_proposals = [
    path("me/organizations/proposals/new/", proposals.choose, name="propose"),
    path(_OF_PROPOSALS, proposals.our_proposals, name="our_proposals"),
    path(f"{_OF_PROPOSALS}new/", proposals.new, name="proposal_new"),
    path(f"{_OF_PROPOSALS}<int:pk>/", proposals.proposal, name="proposal"),
    path(f"{_OF_PROPOSALS}<int:pk>/edit/", proposals.edit, name="proposal_edit"),
    path("staff/cocreation/", board.board, name="board"),
    path("staff/proposals/<int:pk>/", staff_proposals.detail, name="staff_proposal"),
]

_OUR_PROJECTS = "me/organizations/<int:organization>/projects/"
_projects = [
    path("partners/projects/", projects.project_list, name="projects"),
    path("partners/projects/together/", projects.projects_together, name="projects_together"),
    path("partners/projects/<int:pk>/", projects.project_detail, name="project"),
    path(_OUR_PROJECTS, our_projects.our_projects, name="our_projects"),
    path(f"{_OUR_PROJECTS}<int:pk>/", our_projects.project_desk, name="project_desk"),
    path(f"{_OUR_PROJECTS}<int:pk>/edit/", our_projects.project_edit, name="project_edit"),
    path(f"{_OUR_PROJECTS}<int:pk>/report/", our_projects.project_report, name="project_report"),
    path("staff/projects/", staff_projects.project_list, name="staff_projects"),
    path("staff/projects/new/", staff_projects.project_new, name="staff_project_new"),
    path("staff/projects/<int:pk>/", staff_projects.project_detail, name="staff_project"),
    path("staff/projects/<int:pk>/edit/", staff_projects.project_edit, name="staff_project_edit"),
    path("staff/projects/<int:pk>/report/", staff_projects.project_report, name="staff_project_report"),
]

urlpatterns = [*_asking, *_joining, *_needs, *_proposals, *_projects]
