"""The question form of the CMS, in an author's words."""

from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.admin.forms import WagtailAdminModelForm

from assessments.bank.models import Question, QuestionVersion
from courses.models import Module
from lms.frameworks.models import SkillLevel


class GroupedIterator(ModelChoiceIterator):
    """Choices under headings; the queryset is in the order of the headings."""

    field: Any

    def __iter__(self):
        yield ("", self.field.empty_label)
        heading: str | None = None
        choices: list[Any] = []
        for row in self.queryset:
            if self.field.heading_of(row) != heading:
                if choices:
                    yield heading, choices
                heading, choices = self.field.heading_of(row), []
            choices.append(self.choice(row))
        if choices:
            yield heading, choices


class SkillLevelField(forms.ModelChoiceField):
    """A skill with a level that it defines: nothing else can be chosen."""

    iterator = GroupedIterator

    def heading_of(self, row: SkillLevel) -> str:
        return f"{row.skill.framework.name}: {row.skill.name}"

    def label_from_instance(self, row: SkillLevel) -> str:
        return f"{row.skill.name}, {row.level.name.lower()}"


class ModuleField(forms.ModelChoiceField):
    iterator = GroupedIterator

    def heading_of(self, row: Module) -> str:
        return row.course.title

    def label_from_instance(self, row: Module) -> str:
        return row.title


class PlacedForm(forms.Form):
    """`shows` stands for skill and level, `place` for course and module, so that they cannot disagree."""

    instance: Question

    shows = SkillLevelField(
        queryset=SkillLevel.objects.none(),
        label="What it shows",
        empty_label="Choose a skill and a level",
        help_text="The skill, and the level that someone must have to answer it without guessing.",
    )
    place = ModuleField(
        queryset=Module.objects.none(),
        required=False,
        label="Where it belongs",
        empty_label="No module yet",
        help_text="The module that teaches it. You place it in a lesson with the block “Check”.",
    )

    def fill_choices(self) -> None:
        shows, place = self.fields["shows"], self.fields["place"]
        assert isinstance(shows, SkillLevelField)  # noqa: S101 - declared above
        assert isinstance(place, ModuleField)  # noqa: S101 - declared above
        shows.queryset = (
            SkillLevel.objects.filter(skill__is_active=True, skill__is_graded=True)
            .select_related("skill__framework", "level")
            .order_by("skill__framework__order", "skill__framework", "skill__name", "skill", "level__rank")
        )
        place.queryset = (
            Module.objects.filter(retired_at=None)
            .select_related("course")
            .order_by("course__title", "course", "order", "pk")
        )

    def apply_choices(self, cleaned: dict[str, Any]) -> None:
        shows, place = cleaned.get("shows"), cleaned.get("place")
        if shows is not None:
            self.instance.skill, self.instance.level = shows.skill, shows.level
        self.instance.module = place
        if place is not None:
            self.instance.course = place.course


class QuestionForm(PlacedForm, WagtailAdminModelForm):
    """The editor."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fill_choices()
        question = self.instance
        if question.skill_id and question.level_id:
            defined = SkillLevel.objects.filter(skill=question.skill_id, level=question.level_id)
            self.initial["shows"] = defined.values_list("pk", flat=True).first()
        self.initial["place"] = question.module_id

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self.apply_choices(cleaned)
        return cleaned

    def _post_clean(self) -> None:
        super()._post_clean()
        if "action-publish" in self.data and not self.errors and self.instance.says_what_was_withdrawn():
            self.add_error(
                None,
                "This wording was withdrawn, so learners would not meet it. Correct the question or its "
                "right answer, then publish it.",
            )

    def defer_required_fields(self) -> None:
        """A draft may be unfinished, but what it shows is known from the start: it is a question *of*
        something."""
        super().defer_required_fields()
        self.fields["shows"].required = True


class NewQuestionForm(PlacedForm, forms.ModelForm):
    """The short form in the chooser: enough for a draft. The options are written in the editor."""

    class Meta:
        model = Question
        fields = ["stem"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fill_choices()

    def _post_clean(self) -> None:
        # A draft has no options yet, so the rules about them wait for the editor.
        self.apply_choices(self.cleaned_data)
        self.instance.stem = self.cleaned_data.get("stem", "")


class VersionsField(forms.ModelMultipleChoiceField):
    live_id: int | None = None

    def label_from_instance(self, version: QuestionVersion) -> str:
        right = "; ".join(option["text"] for option in version.options if option["id"] in version.key)
        asked = " This is the one that learners are asked now." if version.pk == self.live_id else ""
        published = date_format(timezone.localtime(version.created_at), "j F Y")
        return f"Version {version.number}, published on {published}. Right answer: {right}.{asked}"


class WithdrawForm(forms.Form):
    """Which versions of a question were wrong. The one that is asked now is ticked."""

    versions = VersionsField(
        queryset=QuestionVersion.objects.none(),
        label="Versions to withdraw",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Tick the versions that were wrong."},
    )

    def __init__(self, *args: Any, question: Question, **kwargs: Any):
        super().__init__(*args, **kwargs)
        field = self.fields["versions"]
        assert isinstance(field, VersionsField)  # noqa: S101 - declared above
        field.queryset = question.versions.filter(withdrawn_at=None).order_by("-number")
        field.live_id = question.live_version_id
        field.initial = [field.live_id] if field.live_id else []
        self.has_versions = field.queryset.exists()
