"""The forms of accounts: allauth's in our words, and one's own post."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast

from allauth.account import forms as allauth_forms
from django import forms
from django.core.validators import EmailValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.accounts.mails import ask_for_reset_link
from lms.accounts.models import Department, Post
from lms.accounts.professions import PROFESSIONS, Grade
from lms.frameworks.models import Role, RoleLevel
from lms.frameworks.queries import essentials_role_level

# A post that began longer ago than this is a slip of the keyboard.
DATE_FORMATS = ["%d %m %Y", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d %B %Y", "%d %b %Y", "%Y-%m-%d"]
LONGEST_POST = timedelta(days=50 * 366)


def say(field: forms.Field, label: Any, missing: Any, *, help_text: Any = "", **attributes: str) -> None:
    """Our words on a field of somebody else's form. No placeholder: it goes when one starts to type."""
    field.label, field.help_text = label, help_text
    field.error_messages["required"] = missing
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs.update(attributes)


def say_format(field: forms.Field) -> None:
    words = _("Enter an e-mail address in the right format, like name@example.gov.uk")
    field.error_messages["invalid"] = words
    field.validators = [EmailValidator(message=words)]


class SignInForm(allauth_forms.LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        say(
            self.fields["login"],
            _("E-mail address"),
            _("Enter your e-mail address"),
            autocomplete="username",
            spellcheck="false",
        )
        say(self.fields["password"], _("Password"), _("Enter your password"))
        say_format(self.fields["login"])


class ForgottenPasswordForm(allauth_forms.ResetPasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        say(
            self.fields["email"],
            _("E-mail address"),
            _("Enter your e-mail address"),
            autocomplete="username",
            spellcheck="false",
        )
        say_format(self.fields["email"])

    def clean_email(self) -> str:
        """allauth looks the account up here; we do not, so that the answer takes the same time."""
        return self.cleaned_data["email"].lower()

    def save(self, request, **kwargs) -> str:
        email = self.cleaned_data["email"]
        ask_for_reset_link(email=email, at=timezone.now())
        return email


NEW_PASSWORD_HELP = _("At least 12 characters, and not a password that many people use.")


def say_new_password(form: forms.Form) -> None:
    say(form.fields["password1"], _("New password"), _("Enter a new password"), help_text=NEW_PASSWORD_HELP)
    say(form.fields["password2"], _("New password again"), _("Enter the new password again"))


class NewPasswordForm(allauth_forms.ResetPasswordKeyForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        say_new_password(self)


class SetPasswordForm(allauth_forms.SetPasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        say_new_password(self)


class ChangePasswordForm(allauth_forms.ChangePasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        say(self.fields["oldpassword"], _("Password now"), _("Enter the password that you use now"))
        say_new_password(self)


@dataclass(frozen=True)
class Choices:
    """The groups of one select: [(heading, [(value, words), …]), …]."""

    groups: list[tuple[str, list[tuple[str, str]]]]

    def flat(self) -> list[tuple[str, str]]:
        return [choice for _heading, choices in self.groups for choice in choices]


def department_choices() -> list[tuple[str, str]]:
    """Every place to work, in the order of the tree, each with the way to it: names of teams repeat."""
    trail: list[Department] = []
    choices = []
    for node in Department.objects.all():
        del trail[node.depth - 1 :]
        trail.append(node)
        if node.closed_on is None:
            choices.append((str(node.uuid), " › ".join(above.name for above in trail)))
    return choices


def indented_departments(department: Department) -> str:
    """A node's name as deep as it lies; for lists in the order of the tree."""
    return "\u2003" * (department.depth - 1) + department.name


def specialist_choices() -> Choices:
    """Role levels of the Digital and Data framework, by role."""
    levels = (
        RoleLevel.objects.filter(
            role__framework__slug="digital-and-data", is_active=True, role__is_active=True
        )
        .select_related("role")
        .order_by("role__family", "role__order", "role_id", "order", "pk")
    )
    groups: dict[str, list[tuple[str, str]]] = {}
    for level in levels:
        groups.setdefault(level.role.name, []).append((str(level.uuid), level.name))
    return Choices(list(groups.items()))


def profession_groups() -> list[tuple[str, str]]:
    roles = Role.objects.filter(framework__slug="essentials", is_active=True).order_by("order", "pk")
    return [(str(role.uuid), role.name) for role in roles]


def with_empty(words: Any, choices: Iterable[tuple[str, Any]]) -> list[tuple[str, Any]]:
    return [("", words), *choices]


class OwnPostForm(forms.Form):
    """Where a person says what they do. `role_levels` is what follows from it, once valid."""

    grade = forms.ChoiceField(
        label=_("Grade"),
        help_text=_("If your department has grades of its own, choose the nearest."),
        error_messages={"required": _("Choose your grade")},
    )
    profession = forms.ChoiceField(
        label=_("Profession"),
        help_text=_("The profession of your post, not the one you trained for."),
        error_messages={"required": _("Choose a profession. “Other” is one of them")},
    )
    group = forms.ChoiceField(
        label=_("Profession group (optional)"),
        help_text=_("Your profession decides this. Choose another group if its work is nearer to yours."),
        required=False,
    )
    department = forms.ChoiceField(
        label=_("Department or team"),
        help_text=_("The smallest part that you belong to."),
        error_messages={"required": _("Choose your department or team")},
    )
    specialist = forms.ChoiceField(
        label=_("Digital and Data role (optional)"),
        help_text=_("Only for digital specialists. You then have this role’s skills as well."),
        required=False,
    )
    starts_on = forms.DateField(
        label=_("In this post since"),
        help_text=_("For example, 24 11 2026."),
        widget=forms.DateInput(attrs={"autocomplete": "off"}, format="%d %m %Y"),
        input_formats=DATE_FORMATS,
        error_messages={
            "required": _("Enter the day from which you hold this post"),
            "invalid": _("Enter a real date, such as 24 November 2026"),
        },
    )

    def __init__(self, *args, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.role_levels: list[RoleLevel] = []
        self.specialists = specialist_choices()
        grades = [choice for choice in Grade.choices if choice[0] != Grade.UNKNOWN]
        self.offer("grade", with_empty(_("Choose a grade"), grades))
        self.offer("profession", with_empty(_("Choose a profession"), PROFESSIONS))
        self.offer("group", with_empty(_("As my profession says"), profession_groups()))
        self.offer("department", with_empty(_("Choose a department or team"), department_choices()))
        self.offer("specialist", with_empty(_("None"), self.specialists.flat()))

    def offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = cast(forms.ChoiceField, self.fields[name])
        field.choices = choices
        field.error_messages["invalid_choice"] = _("Choose one from the list")

    def clean_starts_on(self) -> date:
        starts_on = self.cleaned_data["starts_on"]
        if starts_on > self.today + timedelta(days=366):
            raise forms.ValidationError(_("The date must be within a year from today"))
        if starts_on < self.today - LONGEST_POST:
            raise forms.ValidationError(_("The date is too long ago. Check the year"))
        return starts_on

    def clean_department(self) -> Department:
        department = Department.objects.open().filter(uuid=self.cleaned_data["department"]).first()
        if department is None:
            raise forms.ValidationError(_("Choose one from the list"))
        return department

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        grade, profession = data.get("grade"), data.get("profession")
        if grade and profession:
            essentials = self.essentials(profession, grade, data.get("group") or "")
            if essentials is None:
                self.add_error("group", _("Choose the group whose work is nearest to yours"))
            else:
                self.role_levels.append(essentials)
        if data.get("specialist"):
            self.role_levels.append(RoleLevel.objects.select_related("role").get(uuid=data["specialist"]))
        return data

    def essentials(self, profession: str, grade: str, group: str) -> RoleLevel | None:
        if not group:
            return essentials_role_level(profession, grade)
        levels = RoleLevel.objects.filter(role__uuid=group, grade_band=grade, is_active=True)
        return levels.select_related("role").order_by("order", "pk").first()

    @staticmethod
    def initial_of(post: Post | None, today: date) -> dict[str, Any]:
        """What the form starts from: the post as it is, or a new one from today."""
        if post is None:
            return {"starts_on": today}
        held = {level.role.framework.slug: level for level in role_levels_in_order(post)}
        essentials, specialist = held.get("essentials"), held.get("digital-and-data")
        mapped = essentials_role_level(post.profession, post.grade)
        chosen_group = essentials if essentials and (mapped is None or mapped.pk != essentials.pk) else None
        return {
            "grade": post.grade,
            "profession": post.profession,
            "group": str(chosen_group.role.uuid) if chosen_group else "",
            "department": str(post.department.uuid),
            "specialist": str(specialist.uuid) if specialist else "",
            "starts_on": post.starts_on,
        }


def role_levels_in_order(post: Post) -> list[RoleLevel]:
    return list(
        RoleLevel.objects.filter(post_roles__post=post)
        .select_related("role__framework")
        .order_by("role__framework__order", "pk")
    )
