"""Starts, watches and stops everything that the hub needs on one machine.

Only the standard library and psycopg are used, and nothing of Django is loaded: what is watched runs in
processes of its own. Modules import each other relatively, so that ``make clean`` can run the package
from ``hub/`` without a virtual environment.
"""
