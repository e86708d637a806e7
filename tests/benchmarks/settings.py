"""As ever, with limits that sixteen clients of one machine do not reach; they are counted all the same."""

from hub.settings.dev import *  # noqa: F403

HUB_REGISTRATION_LIMITS = dict.fromkeys(("client", "all"), ((60, 1_000_000_000),))
