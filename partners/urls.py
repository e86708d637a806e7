"""For companies, universities and groups."""

from django.urls import path

from partners.views import home, inquiries, talk

app_name = "partners"

urlpatterns = [
    path("partners/", home.home, name="home"),
    path("partners/sheet/", home.sheet, name="sheet"),
    path("partners/talk/", talk.talk, name="talk"),
    path("partners/talk/<int:pk>/<str:token>/", talk.thanks, name="thanks"),
    path("staff/inquiries/", inquiries.inquiry_list, name="staff_inquiries"),
    path("staff/inquiries/<int:pk>/", inquiries.inquiry_detail, name="staff_inquiry"),
    path("staff/inquiries/<int:pk>/faq/", inquiries.inquiry_faq, name="staff_inquiry_faq"),
]
