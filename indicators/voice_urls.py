"""意見と市の返事: calls for opinions, and what planners do with them."""

from django.urls import path

from indicators.views import staff_voices, voice_files, voices

app_name = "voices"

_public = [
    path("voices/", voices.home, name="home"),
    path("voices/<slug:code>/", voices.call, name="call"),
    path("voices/<slug:code>/write/", voices.write, name="write"),
    path("voices/<slug:code>/thanks/", voices.thanks, name="thanks"),
    path("voices/<slug:code>/opinions.csv", voice_files.opinions_csv, name="csv"),
    path("voices/<slug:code>/opinions.json", voice_files.opinions_json, name="json"),
]
_staff = [
    path("staff/voices/", staff_voices.desk, name="desk"),
    path("staff/voices/new/", staff_voices.new, name="new"),
    path("staff/voices/<slug:code>/", staff_voices.call, name="staff_call"),
    path("staff/voices/<slug:code>/edit/", staff_voices.edit, name="edit"),
    path("staff/voices/<slug:code>/reply/", staff_voices.reply, name="reply"),
    path("staff/voices/<slug:code>/paper/", staff_voices.paper, name="paper"),
    path("staff/voices/<slug:code>/council.csv", staff_voices.council_csv, name="council_csv"),
    path("staff/voices/opinions/<uuid:key>/", staff_voices.opinion, name="opinion"),
]
urlpatterns = [*_public, *_staff]
