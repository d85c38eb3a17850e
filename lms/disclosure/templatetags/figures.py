"""How templates print figures about groups. Each filter takes a `Released` and raises NotReleased for
anything else.
"""

from django import template

from lms.disclosure.released import Kind, Released, demand

register = template.Library()


@register.filter
def figure(value: object) -> str:
    """ "38%", "95%+", "420", "[c]", "Not enough evidence"."""
    return demand(value).text


@register.filter
def figure_range(value: object) -> str:
    """ "32 to 44", or nothing."""
    return demand(value).range_text


@register.filter
def figure_likely(value: object) -> str:
    """ "likely 32 to 44%", or nothing."""
    return demand(value).likely_text


@register.filter
def figure_base(value: object) -> str:
    """ "355 of 680 tested", or nothing."""
    return demand(value).base_text


@register.filter
def figure_coverage(value: object) -> str:
    """ "52%" of those concerned were tested, from the rounded counts; nothing where they are not shown."""
    coverage = demand(value).coverage
    return "" if coverage is None else f"{coverage}%"


@register.filter
def figure_full(value: object) -> str:
    """ "38%, likely 32 to 44%. 355 of 680 tested"."""
    return demand(value).full_text


@register.filter
def figure_class(value: object) -> str:
    """The class of a cell of the map: h1 to h5 in five fixed bins, hn without a share, hc hidden."""
    return heat(demand(value))


@register.filter
def coverage_class(value: object) -> str:
    """cov-0 to cov-100 in steps of 5: the bar under a share."""
    return f"cov-{round((demand(value).coverage or 0) / 5) * 5}"


def heat(released: Released) -> str:
    """Five bins that never move, so that two months compare. A band lies at its end."""
    if released.kind is Kind.HIDDEN:
        return "hc"
    if released.kind is not Kind.SHARE:
        return "hn"
    if released.band:
        return "h5" if released.band == "top" else "h1"
    return f"h{min(5, (released.value or 0) // 20 + 1)}"
