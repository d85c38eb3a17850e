"""What the page says in words. Every number in a sentence is also on the page."""

from collections.abc import Mapping, Sequence

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.measurement.words import FEWEST_ANSWERS, LEAST_WEIGHT, REACHED, Word, level_at
from assessments.skills.models import Attainment
from assessments.skills.queries import Kind, Profile, Row, Step


def joined(parts: Sequence[str]) -> str:
    """a, b and c."""
    if len(parts) < 2:
        return "".join(parts)
    return _("{first} and {last}").format(first=", ".join(parts[:-1]), last=parts[-1])


def summary(profile: Profile) -> str:
    """One sentence or two whose counts add up to the skills of the profile."""
    counts = profile.counts()
    known = [
        words.format(n=counts[each])
        for each, words in (
            (Word.MET, _("meet {n}")),
            (Word.PROBABLY_MET, _("probably meet {n}")),
            (Word.PROBABLY_NOT_MET, _("probably don’t meet {n} yet")),
            (Word.NOT_MET, _("don’t meet {n} yet")),
        )
        if counts[each]
    ]
    unknown = []
    if counts[Word.NOT_ENOUGH]:
        unknown.append(_("for {n} we don’t know enough").format(n=counts[Word.NOT_ENOUGH]))
    if counts[Word.NOT_TESTED]:
        unknown.append(
            ngettext(
                "{n} is not tested at the level you need",
                "{n} are not tested at the level you need",
                counts[Word.NOT_TESTED],
            ).format(n=counts[Word.NOT_TESTED])
        )
    total = len(profile.rows)
    if known:
        first = ngettext(
            "Of the {n} skill that your {profiles} for, you {known}.",
            "Of the {n} skills that your {profiles} for, you {known}.",
            total,
        ).format(n=total, profiles=profiles(profile), known=joined(known))
    else:
        first = ngettext("Your {profiles} for {n} skill.", "Your {profiles} for {n} skills.", total).format(
            n=total, profiles=profiles(profile)
        )
    if not unknown:
        return first
    rest = joined(unknown)
    return f"{first} {rest[0].upper()}{rest[1:]}."


def profiles(profile: Profile) -> str:
    return ngettext("profile asks", "profiles ask", len(profile.role_levels))


def level_shown(row: Row) -> str:
    """The level in words: of what was tested, never above it."""
    if row.attainment is None:
        return ""
    if row.attainment.level is not None:
        return row.attainment.level.name
    return not_yet_at(row.scale.levels[0].name if row.scale.levels else "")


def level_in_words(attainment: Attainment, names: Mapping[int, str]) -> str:
    """For a sentence of its own; empty where there is too little to speak of a level."""
    if attainment.ceiling is None or attainment.answers < FEWEST_ANSWERS or attainment.weight < LEAST_WEIGHT:
        return ""
    if attainment.level is not None:
        return attainment.level.name.lower()
    return not_yet_at(names[min(names)]).lower()


def not_yet_at(level: str) -> str:
    return _("Not yet at {level}").format(level=level.lower())


def likely_range(attainment: Attainment, names: Mapping[int, str], cuts: Mapping[int, float]) -> str:
    """The range that holds 9 times in 10, as levels: "awareness up to working"."""
    ceiling = attainment.ceiling.rank if attainment.ceiling else 0
    low, high = (level_at(theta, cuts, ceiling) for theta in (attainment.low, attainment.high))
    lowest = names[min(names)].lower() if names else ""
    under = _("not yet at {level}").format(level=lowest)
    first, last = (names[rank].lower() if rank else under for rank in (low, high))
    words = first if first == last else _("{first} up to {last}").format(first=first, last=last)
    if level_at(attainment.high, cuts) != high:
        words = _("{range} or higher, which is not tested").format(range=words)
    return words


def range_of(row: Row) -> str:
    """The range of a row that has answers."""
    if row.attainment is None:
        return ""
    cuts = {each.rank: each.cut for each in row.scale.levels if each.cut is not None}
    names = {each.rank: each.name for each in row.scale.levels if each.rank in cuts}
    return likely_range(row.attainment, names, cuts)


def asked(row: Row) -> str:
    """Which profile asks, and for what."""
    if row.need is None:
        return _("None of your profiles asks for it.")
    who = joined([role.name for role in row.need.asked_by])
    if row.need.level is None:
        return _("{profile} asks for it, without a level.").format(profile=who)
    return _("{profile} needs {level}.").format(profile=who, level=row.need.level.name.lower())


def evidence(row: Row) -> str:
    """How many answers, and how new."""
    if row.attainment is None:
        return _("No answers.")
    return ngettext("{n} answer, of {day}.", "{n} answers, newest {day}.", row.attainment.answers).format(
        n=row.attainment.answers, day=date_format(row.attainment.newest_on, "j F Y")
    )


def doubt(row: Row) -> str:
    """Why there is no yes or no."""
    if row.word == Word.NOT_ENOUGH and row.attainment is not None:
        if row.has_too_few:
            return _("{n} are needed.").format(n=FEWEST_ANSWERS)
        if row.has_faded:
            return _("They have faded: we no longer know.")
        return _("They point both ways: it could be either.")
    if row.word == Word.NOT_TESTED and row.need is not None:
        if row.need.level is None:
            return _("It has no levels, so nothing here tests it.")
        level = row.need.level.name.lower()
        if not row.scale.questions_at(row.need.rank):
            return _("We have no questions at {level} yet.").format(level=level)
        if not row.can_be_tested:
            return _("We have too few questions at {level} yet.").format(level=level)
        if row.attainment is not None:
            return _("Fewer than 3 of them are at {level} or above.").format(level=level)
    return ""


def step_words(step: Step) -> str:
    """What to do, without its minutes."""
    if step.kind == Kind.START:
        return _("Start “{title}”").format(title=step.title)
    if step.kind == Kind.READ:
        return _("Read “{title}”").format(title=step.title)
    return ngettext(
        "Answer {n} question that you left out", "Answer {n} questions that you left out", step.questions
    ).format(n=step.questions)


def reach(row: Row) -> str:
    """Said where the course of the next step teaches less than what is asked."""
    if row.step is None or row.need is None or row.step.reaches >= row.need.rank:
        return ""
    names = {level.rank: level.name.lower() for level in row.scale.levels}
    if row.step.reaches not in names:
        return ""
    return _("The course teaches {level}.").format(level=names[row.step.reaches])


def no_step(row: Row) -> str:
    """Said where a gap has nothing that would close it."""
    if row.step is not None or row.need is None or row.need.level is None or row.word in REACHED:
        return ""
    if row.attainment is not None:
        return _("There is nothing more to read or answer on it yet.")
    return _("No course yet.")


def minutes(number: int) -> str:
    return ngettext("{n} minute", "{n} minutes", number).format(n=number)


def picture_label(row: Row) -> str:
    """The picture's own words: the same facts."""
    if row.need is None or row.need.level is None:
        return _("{skill}: best estimate {level}, likely {range}.").format(
            skill=row.skill.name, level=level_shown(row).lower(), range=range_of(row)
        )
    return _("{skill}: best estimate {level}, likely {range}. You need {need}: {word}.").format(
        skill=row.skill.name,
        level=level_shown(row).lower(),
        range=range_of(row),
        need=row.need.level.name.lower(),
        word=_(str(row.word)),
    )
