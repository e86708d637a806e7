"""Who gets what from each address: the one table of the matrix. A pattern that is not here fails the build.

Public pages answer everybody in the same way and take nothing but GET and HEAD. ``PAGES`` gives the answers of all
other pages outside the admin to GET and to an empty POST, a column for each of ``ROLES``; ``ADMIN`` those of the
admin to staff, ``API`` those of the feed. A member's page is as if it were not there for who belongs to another organisation, staff included.
"""

PUBLIC = {
    "front": 200,
    "find": 200,
    "reading": 302,
    "about": 200,
    "privacy": 200,
    "terms": 200,
    "accessibility": 200,
    "robots": 200,
    "data": 200,
    "data_api": 200,
    "data_formats": 200,
    "data_changes": 200,
    "data_examples": 200,
    "data_example": 200,
    "data_problems": 200,
    "data_writing": 200,
    "notices:asked": 200,
    "notices:ways": 200,
    "organizations:detail": 200,
    "events:list": 200,
    "events:week": 200,
    "events:detail": 200,
    "events:print": 200,
    "events:place_list": 200,
    "events:place_detail": 200,
    "events:place_print": 200,
    "partners:home": 200,
    "partners:sheet": 200,
    "partners:list": 200,
    "partners:needs": 200,
    "partners:need": 200,
    "referrals:support": 200,
    "healthz": 200,
    "readyz": 200,
    "statusz": 200,
}

# The same for everybody too, but kept by nobody, or no page: what belongs to the sign-in, pictures, demonstrations.
OPEN = {
    "me_deleted": 200,
    "account_inactive": 200,
    "account_email_verification_sent": 200,
    "account_reset_password_from_key_done": 200,
    "account_reset_password_done": 200,
    "partners:check": 200,
    "partners:check_code": 200,
    "trust:thanks": 200,
    "trust:thanks_for": 200,
    "pictures:large": 200,
    "pictures:small": 200,
    "demo_accounts": 404,
    "demo_mails": 404,
    "demo_mail": 404,
}

# visitor resident viewer editor owner foreign professional | staff consultation planner coordinator administrator
_PAGES = """
me                               302 200 200 200 200 200 200  200 200 200 200 200   405 405 405 405 405 405 405  405 405 405 405 405
me_profile                       302 200 200 200 200 200 200  200 200 200 200 200   302 200 200 200 200 200 200  200 200 200 200 200
me_download                      302 200 200 200 200 200 200  200 200 200 200 200   405 405 405 405 405 405 405  405 405 405 405 405
me_delete                        302 200 200 200 200 200 200  200 200 200 200 200   302 200 200 200 200 200 200  200 200 200 200 200
me_tokens                        302 200 200 200 200 200 200  200 200 200 200 200   405 405 405 405 405 405 405  405 405 405 405 405
me_token_new                     302 200 200 200 200 200 200  200 200 200 200 200   302 200 200 200 200 200 200  200 200 200 200 200
me_token_revoke                  302 404 404 404 404 404 404  404 404 404 404 404   302 404 404 404 404 404 404  404 404 404 404 404
staff:home                       302 403 403 403 403 403 403  200 200 200 200 200   405 405 405 405 405 405 405  405 405 405 405 405
staff:session                    200 200 200 200 200 200 200  200 200 200 200 200   200 200 200 200 200 200 200  200 200 200 200 200
account_login                    200 302 302 302 302 302 302  302 302 302 302 302   200 302 302 302 302 302 302  302 302 302 302 302
account_logout                   302 200 200 200 200 200 200  200 200 200 200 200   302 302 302 302 302 302 302  302 302 302 302 302
account_signup                   200 302 302 302 302 302 302  302 302 302 302 302   200 302 302 302 302 302 302  302 302 302 302 302
account_reauthenticate           302 200 200 200 200 200 200  200 200 200 200 200   302 200 200 200 200 200 200  200 200 200 200 200
account_email                    302 200 200 200 200 200 200  200 200 200 200 200   302 302 302 302 302 302 302  302 302 302 302 302
account_change_password          302 200 200 200 200 200 200  200 200 200 200 200   302 200 200 200 200 200 200  200 200 200 200 200
account_set_password             302 302 302 302 302 302 302  302 302 302 302 302   302 302 302 302 302 302 302  302 302 302 302 302
account_reset_password           200 200 200 200 200 200 200  200 200 200 200 200   200 200 200 200 200 200 200  200 200 200 200 200
account_confirm_login_code       302 302 302 302 302 302 302  302 302 302 302 302   302 302 302 302 302 302 302  302 302 302 302 302
account_confirm_email            200 200 200 200 200 200 200  200 200 200 200 200   404 404 404 404 404 404 404  404 404 404 404 404
account_reset_password_from_key  200 200 200 200 200 200 200  200 200 200 200 200   200 200 200 200 200 200 200  200 200 200 200 200
mfa_index                        302 200 200 200 200 200 200  200 200 200 200 200   302 405 405 405 405 405 405  405 405 405 405 405
mfa_authenticate                 302 302 302 302 302 302 302  302 302 302 302 302   302 302 302 302 302 302 302  302 302 302 302 302
mfa_reauthenticate               302 302 302 302 302 302 302  200 200 200 200 200   302 302 302 302 302 302 302  200 200 200 200 200
mfa_activate_totp                302 200 200 200 200 200 200  302 302 302 302 302   302 200 200 200 200 200 200  302 302 302 302 302
mfa_deactivate_totp              302 404 404 404 404 404 404  200 200 200 200 200   302 404 404 404 404 404 404  302 302 302 302 302
mfa_view_recovery_codes          302 404 404 404 404 404 404  404 404 404 404 404   302 405 405 405 405 405 405  405 405 405 405 405
mfa_generate_recovery_codes      302 200 200 200 200 200 200  200 200 200 200 200   302 200 200 200 200 200 200  302 302 302 302 302
mfa_download_recovery_codes      302 404 404 404 404 404 404  404 404 404 404 404   302 404 404 404 404 404 404  404 404 404 404 404
mfa_list_webauthn                302 200 200 200 200 200 200  200 200 200 200 200   302 405 405 405 405 405 405  405 405 405 405 405
mfa_add_webauthn                 302 200 200 200 200 200 200  200 200 200 200 200   302 200 200 200 200 200 200  200 200 200 200 200
mfa_reauthenticate_webauthn      302 302 302 302 302 302 302  302 302 302 302 302   302 302 302 302 302 302 302  302 302 302 302 302
mfa_remove_webauthn              302 404 404 404 404 404 404  404 404 404 404 404   302 404 404 404 404 404 404  404 404 404 404 404
mfa_edit_webauthn                302 404 404 404 404 404 404  404 404 404 404 404   302 404 404 404 404 404 404  404 404 404 404 404
mfa_login_webauthn               302 302 302 302 302 302 302  302 302 302 302 302   302 302 302 302 302 302 302  302 302 302 302 302
usersessions_list                302 200 200 200 200 200 200  200 200 200 200 200   302 302 302 302 302 302 302  302 302 302 302 302
organizations:new                302 200 200 200 200 200 200  200 200 200 200 200   302 200 200 200 200 200 200  200 200 200 200 200
organizations:home               302 404 200 200 200 404 404  404 404 404 404 404   302 405 405 405 405 405 405  405 405 405 405 405
organizations:edit               302 404 403 200 200 404 404  404 404 404 404 404   302 404 403 200 200 404 404  404 404 404 404 404
organizations:resubmit           302 405 405 405 405 405 405  405 405 405 405 405   302 404 403 302 302 404 404  404 404 404 404 404
organizations:leave              302 404 200 200 200 404 404  404 404 404 404 404   302 404 302 302 302 404 404  404 404 404 404 404
organizations:invite             302 404 403 403 200 404 404  404 404 404 404 404   302 404 403 403 200 404 404  404 404 404 404 404
organizations:member             302 404 403 403 200 404 404  404 404 404 404 404   302 404 403 403 200 404 404  404 404 404 404 404
organizations:remove             302 405 405 405 405 405 405  405 405 405 405 405   302 404 403 403 302 404 404  404 404 404 404 404
organizations:withdraw           302 405 405 405 405 405 405  405 405 405 405 405   302 404 403 403 302 404 404  404 404 404 404 404
organizations:waiting_invitation 302 404 404 404 404 404 404  404 404 404 404 404   302 404 404 404 404 404 404  404 404 404 404 404
organizations:invitation         404 404 404 404 404 404 404  404 404 404 404 404   404 404 404 404 404 404 404  404 404 404 404 404
notices:new                      200 200 200 200 200 200 200  200 200 200 200 200   200 200 200 200 200 200 200  200 200 200 200 200
notices:confirm                  404 404 404 404 404 404 404  404 404 404 404 404   404 404 404 404 404 404 404  404 404 404 404 404
notices:stop                     404 404 404 404 404 404 404  404 404 404 404 404   404 404 404 404 404 404 404  404 404 404 404 404
notices:manage                   404 404 404 404 404 404 404  404 404 404 404 404   404 404 404 404 404 404 404  404 404 404 404 404
notices:inbox                    302 200 200 200 200 200 200  200 200 200 200 200   405 405 405 405 405 405 405  405 405 405 405 405
notices:read_all                 405 405 405 405 405 405 405  405 405 405 405 405   302 302 302 302 302 302 302  302 302 302 302 302
notices:open                     405 405 405 405 405 405 405  405 405 405 405 405   302 302 404 404 404 404 404  404 404 404 404 404
notices:archive                  405 405 405 405 405 405 405  405 405 405 405 405   302 302 404 404 404 404 404  404 404 404 404 404
notices:line_webhook             405 405 405 405 405 405 405  405 405 405 405 405   404 404 404 404 404 404 404  404 404 404 404 404
notices:line_link                404 404 404 404 404 404 404  404 404 404 404 404   404 404 404 404 404 404 404  404 404 404 404 404
notices:settings                 302 200 200 200 200 200 200  200 200 200 200 200   302 302 302 302 302 302 302  302 302 302 302 302
notices:page                     302 302 302 302 302 302 302  302 302 302 302 302   405 405 405 405 405 405 405  405 405 405 405 405
notices:staff_list               302 403 403 403 403 403 403  403 403 403 200 200   405 405 405 405 405 405 405  405 405 405 405 405
notices:staff_new                302 403 403 403 403 403 403  403 403 403 200 200   302 403 403 403 403 403 403  403 403 403 200 200
notices:staff_results            302 403 403 403 403 403 403  403 403 403 200 200   405 405 405 405 405 405 405  405 405 405 405 405
notices:staff_notice             302 403 403 403 403 403 403  403 403 403 200 200   302 403 403 403 403 403 403  403 403 403 200 200
referrals:refer                  200 200 200 200 200 200 200  200 200 200 200 200   200 200 200 200 200 200 200  200 200 200 200 200
referrals:follow                 200 200 200 200 200 200 200  200 200 200 200 200   200 200 200 200 200 200 200  200 200 200 200 200
trust:report                     200 200 200 200 200 200 200  200 200 200 200 200   200 200 200 200 200 200 200  200 200 200 200 200
trust:staff_reports              302 403 403 403 403 403 403  403 403 403 200 200   405 405 405 405 405 405 405  405 405 405 405 405
trust:staff_report               302 403 403 403 403 403 403  403 403 403 200 200   302 403 403 403 403 403 403  403 403 403 200 200
threads:mine                     302 404 200 200 200 404 404  404 404 404 404 404   405 405 405 405 405 405 405  405 405 405 405 405
threads:new                      302 404 403 200 200 404 404  404 404 404 404 404   302 404 403 200 200 404 404  404 404 404 404 404
threads:talk                     302 404 200 200 200 404 404  404 404 404 404 404   302 404 403 200 200 404 404  404 404 404 404 404
threads:read                     405 405 405 405 405 405 405  405 405 405 405 405   302 404 302 302 302 404 404  404 404 404 404 404
threads:file                     302 404 200 200 200 404 404  404 404 404 404 404   405 405 405 405 405 405 405  405 405 405 405 405
threads:staff_list               302 403 403 403 403 403 403  403 403 403 200 200   405 405 405 405 405 405 405  405 405 405 405 405
threads:staff_new                302 403 403 403 403 403 403  403 403 403 200 200   302 403 403 403 403 403 403  403 403 403 200 200
threads:staff_talk               302 403 403 403 403 403 403  403 403 403 200 200   302 403 403 403 403 403 403  403 403 403 200 200
threads:staff_file               302 403 403 403 403 403 403  403 403 403 200 200   405 405 405 405 405 405 405  405 405 405 405 405
partners:talk                    200 200 200 200 200 200 200  200 200 200 200 200   200 200 200 200 200 200 200  200 200 200 200 200
partners:thanks                  404 404 404 404 404 404 404  404 404 404 404 404   405 405 405 405 405 405 405  405 405 405 405 405
partners:staff_inquiries         302 403 403 403 403 403 403  403 403 403 200 200   405 405 405 405 405 405 405  405 405 405 405 405
partners:staff_inquiry           302 403 403 403 403 403 403  403 403 403 200 200   302 403 403 403 403 403 403  403 403 403 200 200
partners:staff_inquiry_faq       302 403 403 403 403 403 403  403 403 403 200 200   302 403 403 403 403 403 403  403 403 403 200 200
events:rechecks                  302 403 403 403 403 403 403  403 403 403 200 200   405 405 405 405 405 405 405  405 405 405 405 405
events:recheck_done              405 405 405 405 405 405 405  405 405 405 405 405   302 403 403 403 403 403 403  403 403 403 302 302
events:weekly                    404 404 404 404 404 404 404  404 404 404 404 404   404 404 404 404 404 404 404  404 404 404 404 404
events:entry                     302 403 403 403 403 403 403  403 403 403 200 200   302 403 403 403 403 403 403  403 403 403 200 200
writing:things                   302 404 200 200 200 404 404  404 404 404 404 404   405 405 405 405 405 405 405  405 405 405 405 405
writing:event_new                302 404 403 200 200 404 404  404 404 404 404 404   302 404 403 200 200 404 404  404 404 404 404 404
writing:event                    302 404 200 200 200 404 404  404 404 404 404 404   405 405 405 405 405 405 405  405 405 405 405 405
writing:event_edit               302 404 403 200 200 404 404  404 404 404 404 404   302 404 403 200 200 404 404  404 404 404 404 404
writing:event_picture            302 404 403 200 200 404 404  404 404 404 404 404   302 404 403 200 200 404 404  404 404 404 404 404
writing:event_preview            302 404 200 200 200 404 404  404 404 404 404 404   405 405 405 405 405 405 405  405 405 405 405 405
writing:event_publish            302 404 403 200 200 404 404  404 404 404 404 404   302 404 403 200 200 404 404  404 404 404 404 404
writing:event_submit             302 404 403 200 200 404 404  404 404 404 404 404   302 404 403 200 200 404 404  404 404 404 404 404
writing:event_withdraw           302 404 403 200 200 404 404  404 404 404 404 404   302 404 403 200 200 404 404  404 404 404 404 404
writing:event_copy               302 404 403 200 200 404 404  404 404 404 404 404   302 404 403 302 302 404 404  404 404 404 404 404
writing:event_close              302 404 403 200 200 404 404  404 404 404 404 404   302 404 403 302 302 404 404  404 404 404 404 404
writing:event_reopen             302 404 403 200 200 404 404  404 404 404 404 404   302 404 403 200 200 404 404  404 404 404 404 404
writing:event_delete             302 404 403 200 200 404 404  404 404 404 404 404   302 404 403 200 200 404 404  404 404 404 404 404
writing:place_new                302 404 403 200 200 404 404  404 404 404 404 404   302 404 403 200 200 404 404  404 404 404 404 404
writing:place                    302 404 200 200 200 404 404  404 404 404 404 404   405 405 405 405 405 405 405  405 405 405 405 405
writing:place_edit               302 404 403 200 200 404 404  404 404 404 404 404   302 404 403 200 200 404 404  404 404 404 404 404
writing:place_picture            302 404 403 200 200 404 404  404 404 404 404 404   302 404 403 200 200 404 404  404 404 404 404 404
writing:place_preview            302 404 200 200 200 404 404  404 404 404 404 404   405 405 405 405 405 405 405  405 405 405 405 405
writing:place_submit             302 404 403 200 200 404 404  404 404 404 404 404   302 404 403 200 200 404 404  404 404 404 404 404
writing:place_withdraw           302 404 403 200 200 404 404  404 404 404 404 404   302 404 403 200 200 404 404  404 404 404 404 404
writing:place_close              302 404 403 200 200 404 404  404 404 404 404 404   302 404 403 302 302 404 404  404 404 404 404 404
writing:place_reopen             302 404 403 200 200 404 404  404 404 404 404 404   302 404 403 200 200 404 404  404 404 404 404 404
writing:place_delete             302 404 403 200 200 404 404  404 404 404 404 404   302 404 403 200 200 404 404  404 404 404 404 404
writing:date_cancel              302 404 403 200 200 404 404  404 404 404 404 404   302 404 403 200 200 404 404  404 404 404 404 404
writing:date_move                302 404 403 200 200 404 404  404 404 404 404 404   302 404 403 200 200 404 404  404 404 404 404 404
writing:date_restore             302 404 403 200 200 404 404  404 404 404 404 404   302 404 403 200 200 404 404  404 404 404 404 404
writing:date_remove              302 404 403 200 200 404 404  404 404 404 404 404   302 404 403 302 302 404 404  404 404 404 404 404
partners:join                    200 200 200 200 200 200 200  200 200 200 200 200   200 200 200 200 200 200 200  200 200 200 200 200
partners:join_new                302 200 200 200 200 200 200  200 200 200 200 200   302 200 200 200 200 200 200  200 200 200 200 200
partners:mine                    302 404 200 200 200 404 404  404 404 404 404 404   302 405 405 405 405 405 405  405 405 405 405 405
partners:partnership             302 404 200 200 200 404 404  404 404 404 404 404   302 404 403 200 200 404 404  404 404 404 404 404
partners:take_back               302 405 405 405 405 405 405  405 405 405 405 405   302 404 403 302 302 404 404  404 404 404 404 404
partners:withdraw                302 404 403 200 200 404 404  404 404 404 404 404   302 404 403 302 302 404 404  404 404 404 404 404
partners:renew                   302 404 403 200 200 404 404  404 404 404 404 404   302 404 403 200 200 404 404  404 404 404 404 404
partners:certificate             302 404 200 200 200 404 404  404 404 404 404 404   302 405 405 405 405 405 405  405 405 405 405 405
partners:certificate_pdf         302 404 404 404 404 404 404  404 404 404 404 404   302 405 405 405 405 405 405  405 405 405 405 405
partners:staff_list              302 403 403 403 403 403 403  403 403 403 200 200   405 405 405 405 405 405 405  405 405 405 405 405
partners:staff_detail            302 403 403 403 403 403 403  403 403 403 200 200   302 403 403 403 403 403 403  403 403 403 200 200
partners:need_raise              200 200 200 200 200 200 200  200 200 200 200 200   200 200 200 200 200 200 200  200 200 200 200 200
partners:need_raised             404 404 404 404 404 404 404  404 404 404 404 404   405 405 405 405 405 405 405  405 405 405 405 405
partners:hand_raise              302 200 200 200 200 200 200  200 200 200 200 200   302 200 200 200 200 200 200  200 200 200 200 200
partners:my_needs                302 200 200 200 200 200 200  200 200 200 200 200   302 405 405 405 405 405 405  405 405 405 405 405
partners:our_needs               302 404 200 200 200 404 404  404 404 404 404 404   302 405 405 405 405 405 405  405 405 405 405 405
partners:hand                    302 404 200 200 200 404 404  404 404 404 404 404   302 404 403 200 200 404 404  404 404 404 404 404
partners:staff_needs             302 403 403 403 403 403 403  403 403 403 200 200   405 405 405 405 405 405 405  405 405 405 405 405
partners:staff_needs_week        302 403 403 403 403 403 403  403 403 403 200 200   405 405 405 405 405 405 405  405 405 405 405 405
partners:staff_need              302 403 403 403 403 403 403  403 403 403 200 200   302 403 403 403 403 403 403  403 403 403 200 200
partners:staff_hand              302 403 403 403 403 403 403  403 403 403 200 200   302 403 403 403 403 403 403  403 403 403 200 200
partners:staff_ask               302 403 403 403 403 403 403  403 403 403 200 200   302 403 403 403 403 403 403  403 403 403 200 200
staff_referrals:list             302 403 403 403 403 403 403  403 200 403 403 403   405 405 405 405 405 405 405  405 405 405 405 405
staff_referrals:search           302 403 403 403 403 403 403  403 200 403 403 403   302 403 403 403 403 403 403  403 200 403 403 403
staff_referrals:records          302 403 403 403 403 403 403  403 200 403 403 403   405 405 405 405 405 405 405  405 405 405 405 405
staff_referrals:records_export   405 405 405 405 405 405 405  405 405 405 405 405   302 403 403 403 403 403 403  403 200 403 403 403
staff_referrals:unusual          302 403 403 403 403 403 403  403 200 403 403 403   405 405 405 405 405 405 405  405 405 405 405 405
staff_referrals:case             302 403 403 403 403 403 403  404 200 404 404 404   302 403 403 403 403 403 403  404 200 404 404 404
staff_referrals:print            302 403 403 403 403 403 403  404 200 404 404 404   302 403 403 403 403 403 403  404 200 404 404 404
staff_referrals:file             302 403 403 403 403 403 403  404 200 404 404 404   302 403 403 403 403 403 403  404 200 404 404 404
staff_referrals:draft            405 405 405 405 405 405 405  405 405 405 405 405   302 403 403 403 403 403 403  404 400 404 404 404
referrals:transfer               404 404 404 404 404 404 404  404 404 404 404 404   404 404 404 404 404 404 404  404 404 404 404 404
"""

# The feed, of what is A's: visitor, who is no member (staff too), viewer, editor and owner; to GET, and to an empty POST,
# PATCH and DELETE without a version.
_API = """
api:events             200 200 200 200   401 400 400 400   401 405 405 405   401 405 405 405
api:event              200 200 200 200   401 405 405 405   401 404 403 428   401 404 403 428
api:event_submit       405 405 405 405   401 404 403 428   401 405 405 405   401 405 405 405
api:event_withdraw     405 405 405 405   401 404 403 428   401 405 405 405   401 405 405 405
api:event_close        405 405 405 405   401 404 403 428   401 405 405 405   401 405 405 405
api:event_reopen       405 405 405 405   401 404 403 428   401 405 405 405   401 405 405 405
api:event_publish      405 405 405 405   401 404 403 428   401 405 405 405   401 405 405 405
api:event_copy         405 405 405 405   401 404 403 201   401 405 405 405   401 405 405 405
api:event_occurrences  405 405 405 405   401 404 403 400   401 405 405 405   401 405 405 405
api:occurrence         200 200 200 200   401 405 405 405   401 405 405 405   401 404 403 428
api:occurrence_cancel  405 405 405 405   401 404 403 428   401 405 405 405   401 405 405 405
api:occurrence_restore 405 405 405 405   401 404 403 428   401 405 405 405   401 405 405 405
api:occurrence_move    405 405 405 405   401 404 403 428   401 405 405 405   401 405 405 405
api:places             200 200 200 200   401 400 400 400   401 405 405 405   401 405 405 405
api:place              200 200 200 200   401 405 405 405   401 404 403 428   401 404 403 428
api:place_submit       405 405 405 405   401 404 403 428   401 405 405 405   401 405 405 405
api:place_withdraw     405 405 405 405   401 404 403 428   401 405 405 405   401 405 405 405
api:place_close        405 405 405 405   401 404 403 428   401 405 405 405   401 405 405 405
api:place_reopen       405 405 405 405   401 404 403 428   401 405 405 405   401 405 405 405
api:elsewhere       404 404 404 404   404 404 404 404   404 404 404 404   404 404 404 404
api:root            200 200 200 200   405 405 405 405   405 405 405 405   405 405 405 405
api:schema          200 200 200 200   405 405 405 405   405 405 405 405   405 405 405 405
api:changes         200 200 200 200   405 405 405 405   405 405 405 405   405 405 405 405
api:districts       200 200 200 200   405 405 405 405   405 405 405 405   405 405 405 405
api:districts_detail 200 200 200 200   405 405 405 405   405 405 405 405   405 405 405 405
api:themes          200 200 200 200   405 405 405 405   405 405 405 405   405 405 405 405
api:themes_detail   200 200 200 200   405 405 405 405   405 405 405 405   405 405 405 405
api:audiences       200 200 200 200   405 405 405 405   405 405 405 405   405 405 405 405
api:audiences_detail 200 200 200 200   405 405 405 405   405 405 405 405   405 405 405 405
api:welcome-marks   200 200 200 200   405 405 405 405   405 405 405 405   405 405 405 405
api:welcome-marks_detail 200 200 200 200   405 405 405 405   405 405 405 405   405 405 405 405
api:organizations   200 200 200 200   405 405 405 405   405 405 405 405   405 405 405 405
api:organizations_detail 200 200 200 200   405 405 405 405   405 405 405 405   405 405 405 405
api:partnerships    200 200 200 200   405 405 405 405   405 405 405 405   405 405 405 405
api:partnerships_detail 200 200 200 200   405 405 405 405   405 405 405 405   405 405 405 405
api:needs           200 200 200 200   405 405 405 405   405 405 405 405   405 405 405 405
api:needs_detail    200 200 200 200   405 405 405 405   405 405 405 405   405 405 405 405
api:occurrences     200 200 200 200   405 405 405 405   405 405 405 405   405 405 405 405
"""

# staff consultation planner coordinator administrator
_ADMIN = """
index                                             200 200 200 200 200  200 200 200 200 200
password_change                                   302 302 302 302 302  302 302 302 302 302
password_change_done                              200 200 200 200 200  405 405 405 405 405
autocomplete                                      403 403 403 403 403  405 405 405 405 405
jsi18n                                            200 200 200 200 200  405 405 405 405 405
view_on_site                                      302 302 302 302 302  302 302 302 302 302
hub_theme_changelist                              403 403 403 200 200  403 403 403 200 200
hub_theme_add                                     403 403 403 403 200  403 403 403 403 200
hub_theme_history                                 403 403 403 200 200  403 403 403 200 200
hub_theme_delete                                  403 403 403 403 403  403 403 403 403 403
hub_theme_change                                  403 403 403 200 200  403 403 403 403 200
admin/hub/theme/<path:object_id>/                 302 302 302 302 302  302 302 302 302 302
hub_audience_changelist                           403 403 403 200 200  403 403 403 200 200
hub_audience_add                                  403 403 403 403 200  403 403 403 403 200
hub_audience_history                              403 403 403 200 200  403 403 403 200 200
hub_audience_delete                               403 403 403 403 403  403 403 403 403 403
hub_audience_change                               403 403 403 200 200  403 403 403 403 200
admin/hub/audience/<path:object_id>/              302 302 302 302 302  302 302 302 302 302
hub_welcomemark_changelist                        403 403 403 200 200  403 403 403 200 200
hub_welcomemark_add                               403 403 403 403 200  403 403 403 403 200
hub_welcomemark_history                           403 403 403 200 200  403 403 403 200 200
hub_welcomemark_delete                            403 403 403 403 403  403 403 403 403 403
hub_welcomemark_change                            403 403 403 200 200  403 403 403 403 200
admin/hub/welcomemark/<path:object_id>/           302 302 302 302 302  302 302 302 302 302
hub_change_changelist                             403 403 403 403 200  403 403 403 403 200
hub_change_add                                    403 403 403 403 403  403 403 403 403 403
hub_change_history                                403 403 403 403 200  403 403 403 403 200
hub_change_delete                                 403 403 403 403 403  403 403 403 403 403
hub_change_change                                 403 403 403 403 200  403 403 403 403 403
admin/hub/change/<path:object_id>/                302 302 302 302 302  302 302 302 302 302
hub_heartbeat_changelist                          403 403 403 403 200  403 403 403 403 200
hub_heartbeat_add                                 403 403 403 403 403  403 403 403 403 403
hub_heartbeat_history                             403 403 403 403 200  403 403 403 403 200
hub_heartbeat_delete                              403 403 403 403 403  403 403 403 403 403
hub_heartbeat_change                              403 403 403 403 200  403 403 403 403 403
admin/hub/heartbeat/<path:object_id>/             302 302 302 302 302  302 302 302 302 302
accounts_organization_verify                      403 403 403 200 200  403 403 403 200 200
accounts_organization_confirm                     403 403 403 200 200  403 403 403 200 200
accounts_organization_refuse                      403 403 403 200 200  403 403 403 200 200
accounts_organization_suspend                     403 403 403 200 200  403 403 403 200 200
accounts_organization_restore                     403 403 403 200 200  403 403 403 200 200
accounts_organization_invite                      403 403 403 200 200  403 403 403 200 200
accounts_organization_withdraw_invitations        403 403 403 200 200  403 403 403 200 200
accounts_organization_changelist                  403 403 403 200 200  403 403 403 200 200
accounts_organization_add                         403 403 403 200 200  403 403 403 200 200
accounts_organization_history                     403 403 403 200 200  403 403 403 200 200
accounts_organization_delete                      403 403 403 403 403  403 403 403 403 403
accounts_organization_change                      403 403 403 200 200  403 403 403 200 200
admin/accounts/organization/<path:object_id>/     302 302 302 302 302  302 302 302 302 302
accounts_user_sign_out                            403 403 403 403 200  403 403 403 403 302
accounts_user_send_reset                          403 403 403 403 200  403 403 403 403 302
accounts_user_changelist                          403 403 403 403 200  403 403 403 403 200
accounts_user_add                                 403 403 403 403 200  403 403 403 403 200
accounts_user_history                             403 403 403 403 200  403 403 403 403 200
accounts_user_delete                              403 403 403 403 403  403 403 403 403 403
accounts_user_change                              403 403 403 403 200  403 403 403 403 302
admin/accounts/user/<path:object_id>/             302 302 302 302 302  302 302 302 302 302
auth_group_changelist                             403 403 403 403 200  403 403 403 403 200
auth_group_add                                    403 403 403 403 403  403 403 403 403 403
auth_group_history                                403 403 403 403 200  403 403 403 403 200
auth_group_delete                                 403 403 403 403 403  403 403 403 403 403
auth_group_change                                 403 403 403 403 200  403 403 403 403 403
admin/auth/group/<path:object_id>/                302 302 302 302 302  302 302 302 302 302
accounts_rightsrequest_grant                      403 403 403 403 200  403 403 403 403 200
accounts_rightsrequest_refuse                     403 403 403 403 200  403 403 403 403 302
accounts_rightsrequest_withdraw                   403 403 403 403 200  403 403 403 403 302
accounts_rightsrequest_take                       403 403 403 403 200  403 403 403 403 302
accounts_rightsrequest_changelist                 403 403 403 403 200  403 403 403 403 200
accounts_rightsrequest_add                        403 403 403 403 200  403 403 403 403 200
accounts_rightsrequest_history                    403 403 403 403 200  403 403 403 403 200
accounts_rightsrequest_delete                     403 403 403 403 403  403 403 403 403 403
accounts_rightsrequest_change                     403 403 403 403 200  403 403 403 403 302
admin/accounts/rightsrequest/<path:object_id>/    302 302 302 302 302  302 302 302 302 302
partners_programme_changelist                     403 403 403 200 200  403 403 403 200 200
partners_programme_add                            403 403 403 403 403  403 403 403 403 403
partners_programme_history                        403 403 403 200 200  403 403 403 200 200
partners_programme_delete                         403 403 403 403 403  403 403 403 403 403
partners_programme_change                         403 403 403 200 200  403 403 403 403 302
admin/partners/programme/<path:object_id>/        302 302 302 302 302  302 302 302 302 302
referrals_supportoffice_changelist                403 200 403 403 200  403 200 403 403 200
referrals_supportoffice_add                       403 200 403 403 200  403 200 403 403 200
referrals_supportoffice_history                   403 200 403 403 200  403 200 403 403 200
referrals_supportoffice_delete                    403 403 403 403 403  403 403 403 403 403
referrals_supportoffice_change                    403 200 403 403 200  403 200 403 403 200
admin/referrals/supportoffice/<path:object_id>/   302 302 302 302 302  302 302 302 302 302
referrals_sign_changelist                         403 200 403 403 200  403 200 403 403 200
referrals_sign_add                                403 200 403 403 200  403 200 403 403 200
referrals_sign_history                            403 200 403 403 200  403 200 403 403 200
referrals_sign_delete                             403 403 403 403 403  403 403 403 403 403
referrals_sign_change                             403 200 403 403 200  403 200 403 403 200
admin/referrals/sign/<path:object_id>/            302 302 302 302 302  302 302 302 302 302
referrals_dangerhelp_changelist                   403 200 403 403 200  403 200 403 403 200
referrals_dangerhelp_add                          403 200 403 403 200  403 200 403 403 200
referrals_dangerhelp_history                      403 200 403 403 200  403 200 403 403 200
referrals_dangerhelp_delete                       403 200 403 403 200  403 200 403 403 200
referrals_dangerhelp_change                       403 200 403 403 200  403 200 403 403 200
admin/referrals/dangerhelp/<path:object_id>/      302 302 302 302 302  302 302 302 302 302
referrals_specialdesk_changelist                  403 200 403 403 200  403 200 403 403 200
referrals_specialdesk_add                         403 200 403 403 200  403 200 403 403 200
referrals_specialdesk_history                     403 200 403 403 200  403 200 403 403 200
referrals_specialdesk_delete                      403 200 403 403 200  403 200 403 403 200
referrals_specialdesk_change                      403 200 403 403 200  403 200 403 403 200
admin/referrals/specialdesk/<path:object_id>/     302 302 302 302 302  302 302 302 302 302
referrals_retention_changelist                    403 403 403 403 200  403 403 403 403 200
referrals_retention_add                           403 403 403 403 200  403 403 403 403 200
referrals_retention_history                       403 403 403 403 200  403 403 403 403 200
referrals_retention_delete                        403 403 403 403 403  403 403 403 403 403
referrals_retention_change                        403 403 403 403 200  403 403 403 403 200
admin/referrals/retention/<path:object_id>/       302 302 302 302 302  302 302 302 302 302
areas_city_changelist                             403 403 403 403 200  403 403 403 403 200
areas_city_add                                    403 403 403 403 403  403 403 403 403 403
areas_city_history                                403 403 403 403 200  403 403 403 403 200
areas_city_delete                                 403 403 403 403 403  403 403 403 403 403
areas_city_change                                 403 403 403 403 200  403 403 403 403 403
admin/areas/city/<path:object_id>/                302 302 302 302 302  302 302 302 302 302
areas_district_changelist                         403 200 200 200 200  403 200 200 200 200
areas_district_add                                403 403 403 403 403  403 403 403 403 403
areas_district_history                            403 200 200 200 200  403 200 200 200 200
areas_district_delete                             403 403 403 403 403  403 403 403 403 403
areas_district_change                             403 200 200 200 200  403 403 403 403 403
admin/areas/district/<path:object_id>/            302 302 302 302 302  302 302 302 302 302
areas_town_changelist                             403 200 403 200 200  403 200 403 200 200
areas_town_add                                    403 403 403 403 403  403 403 403 403 403
areas_town_history                                403 200 403 200 200  403 200 403 200 200
areas_town_delete                                 403 403 403 403 403  403 403 403 403 403
areas_town_change                                 403 200 403 200 200  403 403 403 302 302
admin/areas/town/<path:object_id>/                302 302 302 302 302  302 302 302 302 302
areas_station_changelist                          403 403 403 403 200  403 403 403 403 200
areas_station_add                                 403 403 403 403 403  403 403 403 403 403
areas_station_history                             403 403 403 403 200  403 403 403 403 200
areas_station_delete                              403 403 403 403 403  403 403 403 403 403
areas_station_change                              403 403 403 403 200  403 403 403 403 403
admin/areas/station/<path:object_id>/             302 302 302 302 302  302 302 302 302 302
areas_landmark_changelist                         403 403 403 403 200  403 403 403 403 200
areas_landmark_add                                403 403 403 403 403  403 403 403 403 403
areas_landmark_history                            403 403 403 403 200  403 403 403 403 200
areas_landmark_delete                             403 403 403 403 403  403 403 403 403 403
areas_landmark_change                             403 403 403 403 200  403 403 403 403 403
admin/areas/landmark/<path:object_id>/            302 302 302 302 302  302 302 302 302 302
notifications_notice_changelist                   403 403 403 200 200  403 403 403 200 200
notifications_notice_add                          403 403 403 403 403  403 403 403 403 403
notifications_notice_history                      403 403 403 200 200  403 403 403 200 200
notifications_notice_delete                       403 403 403 403 403  403 403 403 403 403
notifications_notice_change                       403 403 403 200 200  403 403 403 403 403
admin/notifications/notice/<path:object_id>/      302 302 302 302 302  302 302 302 302 302
notifications_delivery_changelist                 403 403 403 403 200  403 403 403 403 200
notifications_delivery_add                        403 403 403 403 403  403 403 403 403 403
notifications_delivery_history                    403 403 403 403 200  403 403 403 403 200
notifications_delivery_delete                     403 403 403 403 403  403 403 403 403 403
notifications_delivery_change                     403 403 403 403 200  403 403 403 403 403
admin/notifications/delivery/<path:object_id>/    302 302 302 302 302  302 302 302 302 302
notifications_subscription_changelist             403 403 403 403 200  403 403 403 403 200
notifications_subscription_add                    403 403 403 403 403  403 403 403 403 403
notifications_subscription_history                403 403 403 403 200  403 403 403 403 200
notifications_subscription_delete                 403 403 403 403 403  403 403 403 403 403
notifications_subscription_change                 403 403 403 403 200  403 403 403 403 403
admin/notifications/subscription/<path:object_id>/ 302 302 302 302 302  302 302 302 302 302
notifications_recipient_changelist                403 403 403 403 200  403 403 403 403 200
notifications_recipient_add                       403 403 403 403 403  403 403 403 403 403
notifications_recipient_history                   403 403 403 403 200  403 403 403 403 200
notifications_recipient_delete                    403 403 403 403 403  403 403 403 403 403
notifications_recipient_change                    403 403 403 403 200  403 403 403 403 403
admin/notifications/recipient/<path:object_id>/   302 302 302 302 302  302 302 302 302 302
notifications_mailing_send_again                  403 403 403 403 200  403 403 403 403 302
notifications_mailing_call_off                    403 403 403 403 200  403 403 403 403 302
notifications_mailing_changelist                  403 403 403 403 200  403 403 403 403 200
notifications_mailing_add                         403 403 403 403 403  403 403 403 403 403
notifications_mailing_history                     403 403 403 403 200  403 403 403 403 200
notifications_mailing_delete                      403 403 403 403 403  403 403 403 403 403
notifications_mailing_change                      403 403 403 403 200  403 403 403 403 403
admin/notifications/mailing/<path:object_id>/     302 302 302 302 302  302 302 302 302 302
trust_report_changelist                           403 403 403 200 200  403 403 403 200 200
trust_report_add                                  403 403 403 403 403  403 403 403 403 403
trust_report_history                              403 403 403 200 200  403 403 403 200 200
trust_report_delete                               403 403 403 403 403  403 403 403 403 403
trust_report_change                               403 403 403 200 200  403 403 403 403 403
admin/trust/report/<path:object_id>/              302 302 302 302 302  302 302 302 302 302
partners_inquiry_changelist                       403 403 403 200 200  403 403 403 200 200
partners_inquiry_add                              403 403 403 403 403  403 403 403 403 403
partners_inquiry_history                          403 403 403 200 200  403 403 403 200 200
partners_inquiry_delete                           403 403 403 403 403  403 403 403 403 403
partners_inquiry_change                           403 403 403 200 200  403 403 403 403 403
admin/partners/inquiry/<path:object_id>/          302 302 302 302 302  302 302 302 302 302
partners_faq_changelist                           403 403 403 200 200  403 403 403 200 200
partners_faq_add                                  403 403 403 200 200  403 403 403 200 200
partners_faq_history                              403 403 403 200 200  403 403 403 200 200
partners_faq_delete                               403 403 403 200 200  403 403 403 200 200
partners_faq_change                               403 403 403 200 200  403 403 403 200 200
admin/partners/faq/<path:object_id>/              302 302 302 302 302  302 302 302 302 302
events_event_repeat_preview                       403 403 403 200 200  403 403 403 200 200
events_event_date_move                            403 403 403 200 200  403 403 403 200 200
events_event_date_cancel                          403 403 403 200 200  403 403 403 200 200
events_event_date_restore                         403 403 403 200 200  403 403 403 200 200
events_event_date_remove                          403 403 403 200 200  403 403 403 302 302
events_event_preview                              403 403 403 200 200  403 403 403 200 200
events_event_submit                               403 403 403 200 200  403 403 403 200 200
events_event_publish                              403 403 403 200 200  403 403 403 200 200
events_event_schedule                             403 403 403 200 200  403 403 403 200 200
events_event_return                               403 403 403 200 200  403 403 403 200 200
events_event_close                                403 403 403 200 200  403 403 403 302 302
events_event_reopen                               403 403 403 200 200  403 403 403 200 200
events_event_hide                                 403 403 403 200 200  403 403 403 200 200
events_event_unhide                               403 403 403 200 200  403 403 403 200 200
events_event_assure                               403 403 403 200 200  403 403 403 200 200
events_event_picture                              403 403 403 200 200  403 403 403 200 200
events_event_changelist                           403 403 403 200 200  403 403 403 200 200
events_event_add                                  403 403 403 200 200  403 403 403 200 200
events_event_history                              403 403 403 200 200  403 403 403 200 200
events_event_delete                               403 403 403 403 403  403 403 403 403 403
events_event_change                               403 403 403 200 200  403 403 403 200 200
admin/events/event/<path:object_id>/              302 302 302 302 302  302 302 302 302 302
events_importrun_report                           403 403 403 200 200  403 403 403 200 200
events_importrun_retry                            403 403 403 302 302  403 403 403 302 302
events_importrun_changelist                       403 403 403 200 200  403 403 403 200 200
events_importrun_add                              403 403 403 200 200  403 403 403 200 200
events_importrun_history                          403 403 403 200 200  403 403 403 200 200
events_importrun_delete                           403 403 403 403 403  403 403 403 403 403
events_importrun_change                           403 403 403 200 200  403 403 403 200 200
admin/events/importrun/<path:object_id>/          302 302 302 302 302  302 302 302 302 302
events_place_preview                              403 403 403 200 200  403 403 403 200 200
events_place_submit                               403 403 403 200 200  403 403 403 200 200
events_place_publish                              403 403 403 200 200  403 403 403 200 200
events_place_schedule                             403 403 403 200 200  403 403 403 200 200
events_place_return                               403 403 403 200 200  403 403 403 200 200
events_place_close                                403 403 403 200 200  403 403 403 302 302
events_place_reopen                               403 403 403 200 200  403 403 403 200 200
events_place_hide                                 403 403 403 200 200  403 403 403 200 200
events_place_unhide                               403 403 403 200 200  403 403 403 200 200
events_place_assure                               403 403 403 200 200  403 403 403 200 200
events_place_picture                              403 403 403 200 200  403 403 403 302 302
events_place_merge                                403 403 403 200 200  403 403 403 200 200
events_place_changelist                           403 403 200 200 200  403 403 200 200 200
events_place_add                                  403 403 403 200 200  403 403 403 200 200
events_place_history                              403 403 200 200 200  403 403 200 200 200
events_place_delete                               403 403 403 403 403  403 403 403 403 403
events_place_change                               403 403 200 200 200  403 403 403 200 200
admin/events/place/<path:object_id>/              302 302 302 302 302  302 302 302 302 302
app_list                                          404 404 200 200 200  404 404 200 200 200
admin/(?P<url>.*)$                                404 404 404 404 404  404 404 404 404 404
"""


def _table(text: str, prefix: str = "") -> dict[str, tuple[tuple[int, ...], tuple[int, ...]]]:
    """Name -> the answers to GET, and to POST."""
    table: dict[str, tuple[tuple[int, ...], tuple[int, ...]]] = {}
    for line in text.strip().splitlines():
        name, *codes = line.split()
        numbers = tuple(int(code) for code in codes)
        middle = len(numbers) // 2
        table[name if "/" in name else f"{prefix}{name}"] = numbers[:middle], numbers[middle:]
    return table


def _api_table(text: str) -> dict[str, dict[str, tuple[int, ...]]]:
    """Name -> method -> the answers to a visitor, who is no member, a viewer, and who writes."""
    table = {}
    for line in text.strip().splitlines():
        name, *codes = line.split()
        answers = [tuple(int(code) for code in codes[place : place + 4]) for place in range(0, 16, 4)]
        table[name] = dict(zip(("GET", "POST", "PATCH", "DELETE"), answers, strict=True))
    return table


PAGES = _table(_PAGES)
API = _api_table(_API)
# What nobody writes by program.
READ_ONLY = {name: row["POST"][0] for name, row in API.items() if row["POST"][0] in {404, 405}}
# The column of each role in ``API``; all others are no members.
API_COLUMNS = {"visitor": 0, "viewer": 2, "editor": 3, "owner": 3}
# Its sign-in and its sign-out lead elsewhere, which tests/hub/test_staff_access.py looks at.
DOORS = {"admin:login", "admin:logout"}
ADMIN = _table(_ADMIN, "admin:")
