"""Talks of organisations with the city (docs/operations.md)."""

from typing import Any

from celery.schedules import crontab

from hub.settings import env

# Opening days of the city until a post of an organisation is answered.
HUB_THREAD_ANSWER_DAYS = env.integer("HUB_THREAD_ANSWER_DAYS", 3, least=1)
# How long what was written waits for more before a mail tells of it.
HUB_THREAD_MAIL_SECONDS = env.integer("HUB_THREAD_MAIL_SECONDS", 300)
# Of one organisation: talks that have not ended, posts in a day.
HUB_THREAD_MOST_OPEN = 20
HUB_THREAD_MOST_POSTS = 50
# Files: bytes of one, of all in one post (the proxy takes a little more), and of all that an organisation has sent.
HUB_THREAD_FILE_BYTES = 10_000_000
HUB_THREAD_POST_BYTES = 20_000_000
HUB_THREAD_MOST_FILES = 5
HUB_THREAD_QUOTA_BYTES = env.integer("HUB_THREAD_QUOTA_BYTES", 200_000_000, least=1)
# Days after a talk has ended until its files go.
HUB_THREAD_FILE_DAYS = env.integer("HUB_THREAD_FILE_DAYS", 365, least=1)

THREADS_BEAT: dict[str, dict[str, Any]] = {
    # By day: the mail is read by people.
    "remind-late-talks": {"task": "hub.threads.tasks.remind_late", "schedule": crontab(hour="9-17", minute="15")},
    "forget-files-of-talks": {"task": "hub.threads.tasks.forget_files", "schedule": crontab(hour="3-5", minute="25")},
}
