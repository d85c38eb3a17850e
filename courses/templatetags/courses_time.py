"""Learning time in words."""

from django import template

register = template.Library()


@register.filter
def duration(minutes: int) -> str:
    """ "50 minutes", "1 hour", "1 hour 3 minutes" """
    hours, rest = divmod(int(minutes), 60)
    parts = [f"{hours} hour{'' if hours == 1 else 's'}"] if hours else []
    if rest or not hours:
        parts.append(f"{rest} minute{'' if rest == 1 else 's'}")
    return " ".join(parts)
