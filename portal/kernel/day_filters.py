"""`portal.kernel.days` in every template, without `{% load %}`: `{{ post.since|long_date }}`.

As with Django's `date`, nothing is said of a day that there is not.
"""

from datetime import date, datetime

from django import template

from portal.kernel import days

register = template.Library()


@register.filter
def long_date(day: date | datetime | None) -> str:
    return days.long_date(day) if day else ""


@register.filter
def moment(at: datetime | None) -> str:
    return days.moment(at) if at else ""


@register.filter
def time_of_day(at: datetime | None) -> str:
    return days.time_of_day(at) if at else ""


@register.filter(expects_localtime=True)
def instant(at: datetime | None) -> str:
    """For `<time datetime>`, which takes no more than thousandths of a second."""
    return at.isoformat(timespec="seconds") if at else ""
