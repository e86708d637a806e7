"""Pages for members of organisations, and invitations. The composition root puts them into ``organizations:``."""

from django.urls import path

from hub.accounts.views import invitations, members, organizations

urlpatterns = [
    path("me/organizations/new/", organizations.new, name="new"),
    path("me/organizations/<int:pk>/", organizations.home, name="home"),
    path("me/organizations/<int:pk>/edit/", organizations.edit, name="edit"),
    path("me/organizations/<int:pk>/resubmit/", organizations.resubmit, name="resubmit"),
    path("me/organizations/<int:pk>/leave/", members.leave, name="leave"),
    path("me/organizations/<int:pk>/members/invite/", members.invite, name="invite"),
    path("me/organizations/<int:pk>/members/<int:member_pk>/", members.member, name="member"),
    path("me/organizations/<int:pk>/members/<int:member_pk>/remove/", members.remove, name="remove"),
    path("me/organizations/<int:pk>/invitations/<int:invitation_pk>/withdraw/", members.withdraw, name="withdraw"),
    path("me/invitations/<int:pk>/", invitations.waiting_invitation, name="waiting_invitation"),
    path("invitations/<int:pk>-<slug:token>/", invitations.invitation, name="invitation"),
]
