"""Who gets what from each address: the one table of the matrix. A pattern that is not here fails the build.

Public pages answer everybody in the same way and take nothing but GET and HEAD. Of the admin's pages visitors and
residents see the login alone; the table gives the answers to staff without rights, to a coordinator (共創コーディネーター)
and to an administrator: first to GET, then to an empty POST.
"""

PUBLIC = {
    "front": 200,
    "find": 200,
    "reading": 302,
    "about": 200,
    "privacy": 200,
    "accessibility": 200,
    "robots": 200,
    "events:list": 200,
    "events:week": 200,
    "events:detail": 200,
    "events:print": 200,
    "events:place_list": 200,
    "events:place_detail": 200,
    "events:place_print": 200,
    "referrals:support": 200,
    "healthz": 200,
    "readyz": 200,
    "statusz": 200,
}

# The login and the logout, for all five roles.
DOORS = {
    "admin:login": ((200, 200, 302, 302, 302), (200, 200, 200, 200, 200)),
    "admin:logout": ((302, 302, 405, 405, 405), (302, 302, 200, 200, 200)),
}

_ADMIN = """
index                                          200 200 200  200 200 200
password_change                                200 200 200  200 200 200
password_change_done                           200 200 200  405 405 405
autocomplete                                   403 403 403  405 405 405
jsi18n                                         200 200 200  405 405 405
view_on_site                                   302 302 302  302 302 302
hub_theme_changelist                           403 200 200  403 200 200
hub_theme_add                                  403 403 200  403 403 200
hub_theme_history                              403 200 200  403 200 200
hub_theme_delete                               403 403 403  403 403 403
hub_theme_change                               403 200 200  403 403 200
admin/hub/theme/<path:object_id>/              302 302 302  302 302 302
hub_audience_changelist                        403 200 200  403 200 200
hub_audience_add                               403 403 200  403 403 200
hub_audience_history                           403 200 200  403 200 200
hub_audience_delete                            403 403 403  403 403 403
hub_audience_change                            403 200 200  403 403 200
admin/hub/audience/<path:object_id>/           302 302 302  302 302 302
hub_welcomemark_changelist                     403 200 200  403 200 200
hub_welcomemark_add                            403 403 200  403 403 200
hub_welcomemark_history                        403 200 200  403 200 200
hub_welcomemark_delete                         403 403 403  403 403 403
hub_welcomemark_change                         403 200 200  403 403 200
admin/hub/welcomemark/<path:object_id>/        302 302 302  302 302 302
hub_change_changelist                          403 403 200  403 403 200
hub_change_add                                 403 403 403  403 403 403
hub_change_history                             403 403 200  403 403 200
hub_change_delete                              403 403 403  403 403 403
hub_change_change                              403 403 200  403 403 403
admin/hub/change/<path:object_id>/             302 302 302  302 302 302
hub_heartbeat_changelist                       403 403 200  403 403 200
hub_heartbeat_add                              403 403 403  403 403 403
hub_heartbeat_history                          403 403 200  403 403 200
hub_heartbeat_delete                           403 403 403  403 403 403
hub_heartbeat_change                           403 403 200  403 403 403
admin/hub/heartbeat/<path:object_id>/          302 302 302  302 302 302
auth_user_password_change                      403 403 200  403 403 200
accounts_user_changelist                       403 403 200  403 403 200
accounts_user_add                              403 403 200  403 403 200
accounts_user_history                          403 403 200  403 403 200
accounts_user_delete                           403 403 403  403 403 403
accounts_user_change                           403 403 200  403 403 200
admin/accounts/user/<path:object_id>/          302 302 302  302 302 302
auth_group_changelist                          403 403 200  403 403 200
auth_group_add                                 403 403 200  403 403 200
auth_group_history                             403 403 200  403 403 200
auth_group_delete                              403 403 200  403 403 200
auth_group_change                              403 403 200  403 403 200
admin/auth/group/<path:object_id>/             302 302 302  302 302 302
accounts_organization_changelist               403 200 200  403 200 200
accounts_organization_add                      403 200 200  403 200 200
accounts_organization_history                  403 200 200  403 200 200
accounts_organization_delete                   403 403 403  403 403 403
accounts_organization_change                   403 200 200  403 200 200
admin/accounts/organization/<path:object_id>/  302 302 302  302 302 302
areas_city_changelist                          403 403 200  403 403 200
areas_city_add                                 403 403 403  403 403 403
areas_city_history                             403 403 200  403 403 200
areas_city_delete                              403 403 403  403 403 403
areas_city_change                              403 403 200  403 403 403
admin/areas/city/<path:object_id>/             302 302 302  302 302 302
areas_district_changelist                      403 200 200  403 200 200
areas_district_add                             403 403 403  403 403 403
areas_district_history                         403 200 200  403 200 200
areas_district_delete                          403 403 403  403 403 403
areas_district_change                          403 200 200  403 403 403
admin/areas/district/<path:object_id>/         302 302 302  302 302 302
areas_town_changelist                          403 200 200  403 200 200
areas_town_add                                 403 403 403  403 403 403
areas_town_history                             403 200 200  403 200 200
areas_town_delete                              403 403 403  403 403 403
areas_town_change                              403 200 200  403 302 302
admin/areas/town/<path:object_id>/             302 302 302  302 302 302
areas_station_changelist                       403 403 200  403 403 200
areas_station_add                              403 403 403  403 403 403
areas_station_history                          403 403 200  403 403 200
areas_station_delete                           403 403 403  403 403 403
areas_station_change                           403 403 200  403 403 403
admin/areas/station/<path:object_id>/          302 302 302  302 302 302
areas_landmark_changelist                      403 403 200  403 403 200
areas_landmark_add                             403 403 403  403 403 403
areas_landmark_history                         403 403 200  403 403 200
areas_landmark_delete                          403 403 403  403 403 403
areas_landmark_change                          403 403 200  403 403 403
admin/areas/landmark/<path:object_id>/         302 302 302  302 302 302
events_event_repeat_preview                    403 200 200  403 200 200
events_event_date_move                         403 200 200  403 200 200
events_event_date_cancel                       403 200 200  403 200 200
events_event_date_restore                      403 200 200  403 200 200
events_event_date_remove                       403 200 200  403 302 302
events_event_preview                           403 200 200  403 200 200
events_event_submit                            403 200 200  403 200 200
events_event_publish                           403 200 200  403 200 200
events_event_schedule                          403 200 200  403 200 200
events_event_return                            403 200 200  403 200 200
events_event_close                             403 200 200  403 302 302
events_event_reopen                            403 200 200  403 200 200
events_event_assure                            403 200 200  403 200 200
events_event_changelist                        403 200 200  403 200 200
events_event_add                               403 200 200  403 200 200
events_event_history                           403 200 200  403 200 200
events_event_delete                            403 403 403  403 403 403
events_event_change                            403 200 200  403 200 200
admin/events/event/<path:object_id>/           302 302 302  302 302 302
events_importrun_report                        403 200 200  403 200 200
events_importrun_retry                         403 302 302  403 302 302
events_importrun_changelist                    403 200 200  403 200 200
events_importrun_add                           403 200 200  403 200 200
events_importrun_history                       403 200 200  403 200 200
events_importrun_delete                        403 403 403  403 403 403
events_importrun_change                        403 200 200  403 200 200
admin/events/importrun/<path:object_id>/       302 302 302  302 302 302
events_place_preview                           403 200 200  403 200 200
events_place_submit                            403 200 200  403 200 200
events_place_publish                           403 200 200  403 200 200
events_place_schedule                          403 200 200  403 200 200
events_place_return                            403 200 200  403 200 200
events_place_close                             403 200 200  403 302 302
events_place_reopen                            403 200 200  403 200 200
events_place_assure                            403 200 200  403 200 200
events_place_changelist                        403 200 200  403 200 200
events_place_add                               403 200 200  403 200 200
events_place_history                           403 200 200  403 200 200
events_place_delete                            403 403 403  403 403 403
events_place_change                            403 200 200  403 200 200
admin/events/place/<path:object_id>/           302 302 302  302 302 302
app_list                                       404 200 200  404 200 200
admin/(?P<url>.*)$                             404 404 404  404 404 404
"""


def _admin() -> dict[str, tuple[tuple[int, ...], tuple[int, ...]]]:
    table: dict[str, tuple[tuple[int, ...], tuple[int, ...]]] = {}
    for line in _ADMIN.strip().splitlines():
        name, *codes = line.split()
        numbers = tuple(int(code) for code in codes)
        table[name if "/" in name else f"admin:{name}"] = (302, 302, *numbers[:3]), (302, 302, *numbers[3:])
    return table


# Name -> the answers to GET and to POST, in the order of ``ROLES``.
ADMIN = DOORS | _admin()


def _members() -> dict[str, tuple[tuple[int, ...], tuple[int, ...]]]:
    """Pages of members: visitors may sign in, to who is no member nothing is there. Members: tests/events/views/writing."""
    reading = ("things", "event", "place", "event_preview", "place_preview")
    writing = (
        *("event_new", "event_edit", "place_new", "place_edit", "event_submit", "event_publish", "event_copy"),
        *("event_close", "event_reopen", "event_delete", "place_submit", "place_close", "place_reopen"),
        *("place_delete", "date_cancel", "date_move", "date_restore", "date_remove"),
    )
    others = (302, 404, 404, 404, 404)
    table = {f"writing:{name}": (others, (405,) * 5) for name in reading}
    return table | {f"writing:{name}": (others, others) for name in writing}


# The same for what is no part of the admin.
MEMBERS = _members() | {
    "events:rechecks": ((302, 403, 403, 200, 200), (405, 405, 405, 405, 405)),
    "events:recheck_done": ((405, 405, 405, 405, 405), (302, 403, 403, 302, 302)),
}
