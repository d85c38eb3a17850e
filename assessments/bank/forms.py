"""The question form of the CMS, in an author's words."""

from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator
from wagtail.admin.forms import WagtailAdminModelForm

from assessments.bank.models import Question
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
