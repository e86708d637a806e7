"""Circles at the desk of the organisation that runs them, below its address."""

from django.urls import path

from events.views.circles import desk, desk_members, desk_messages

app_name = "circle_desk"

_MEMBER = "<int:pk>/members/<int:member_pk>/"

urlpatterns = [
    path("", desk.circle_list, name="list"),
    path("new/", desk.new, name="new"),
    path("<int:pk>/", desk.circle, name="circle"),
    path("<int:pk>/edit/", desk.edit, name="edit"),
    path("<int:pk>/preview/", desk.preview, name="preview"),
    *(path(f"<int:pk>/{act.name}/", desk.act_on_circle(act), name=act.name) for act in desk.ACTS),
    path("<int:pk>/members/", desk_members.members, name="members"),
    path("<int:pk>/members/enter/", desk_members.enter, name="enter"),
    path(_MEMBER, desk_members.member, name="member"),
    *(
        path(f"{_MEMBER}{act.name}/", desk_members.act_on_member(act), name=f"member_{act.name}")
        for act in desk_members.MEMBER_ACTS
    ),
    path("<int:pk>/messages/", desk_messages.message_list, name="messages"),
    path("<int:pk>/messages/<int:message_pk>/", desk_messages.message, name="message"),
    path("<int:pk>/messages/<int:message_pk>/calls/<int:call_pk>/", desk_messages.call, name="call"),
]
