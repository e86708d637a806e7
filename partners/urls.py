"""For companies, universities and groups."""

from django.urls import path

from partners.views import checking, home, inquiries, joining, listing, partnership, staff, talk

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

urlpatterns = [*_asking, *_joining]
