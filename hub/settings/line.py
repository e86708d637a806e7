"""LINE (docs/operations.md)."""

from hub.settings import env

# LINE is one of the ways where both are set (docs/operations.md).
LINE_CHANNEL_ACCESS_TOKEN, LINE_CHANNEL_SECRET = env.line()
LINE_BASIC_ID = env.line_name("LINE_BASIC_ID")
LINE_API = env.web_address("LINE_API", "https://api.line.me")
# How long the way to LINE and back may take that links an account, how long a repeated call is known again, how often
# within a day somebody who writes on LINE is answered, and how long LINE knows a key again with which it was asked
# before (a day, of which we leave an hour).
HUB_LINE_NONCE_SECONDS = 600
HUB_LINE_EVENT_DAYS = 7
HUB_LINE_ANSWERS_A_DAY = 5
HUB_LINE_KEY_SECONDS = 23 * 3_600
