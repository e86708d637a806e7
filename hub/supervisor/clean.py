"""``clean``: takes away what the supervisor made on this machine, also what lies outside the checkout."""

from . import state as states
from .console import Console


def clean() -> int:
    """Refuses while the hub runs. What a killed supervisor left running is stopped first."""
    from .services import stop_left_behind

    state = states.lasting()
    if state.folder.is_dir():
        with state.locked():
            stop_left_behind(state, Console())
        state.remove()
    return 0
