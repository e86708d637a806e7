"""Which rows are dates of one course."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta

from events.importing.rows import ParsedRow

# A yearly festival with the same name is a new event each year; a course that pauses over the summer is not.
LONGEST_GAP = timedelta(days=180)


def courses_of(rows: Iterable[ParsedRow]) -> list[list[ParsedRow]]:
    """Rows with the same title, place (address, else venue) and URL, none more than 180 days after the one before.

    Another venue is another event, since a page has one place and one way there. Where a city gives each date a page
    of its own (URL), each is an event of its own: two events too many do less harm than dates of another course.
    """
    groups: dict[tuple[str, str, str], list[ParsedRow]] = defaultdict(list)
    for row in rows:
        groups[row.group_key].append(row)
    found: list[list[ParsedRow]] = []
    for group in groups.values():
        group.sort(key=lambda row: (row.starts_on, row.start_minute or 0, row.line))
        course = [group[0]]
        for row in group[1:]:
            if row.starts_on - max(date.last for date in course[-1].dates) > LONGEST_GAP:
                found.append(course)
                course = []
            course.append(row)
        found.append(course)
    return found
