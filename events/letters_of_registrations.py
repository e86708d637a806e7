"""Mails to those who registered. They name the event and the date, never who else comes."""
