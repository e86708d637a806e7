"""Project package of the tsunagari hub, and the app of what all other apps speak of."""

import gc

# Modules, models and templates stay to the end. Python would look through them a hundred times while they are loaded,
# which takes a sixth of a start, and later with every few requests.
gc.set_threshold(50_000, 20, 100)
