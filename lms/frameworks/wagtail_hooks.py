"""Frameworks in the CMS, for administrators: authors hold no permission on these models and see no menu item.

What comes from a file is changed here field by field, and an import keeps those edits (importing.py).
Nothing can be deleted but requirements and definitions of levels: a skill or a role that is no longer
wanted is set inactive.
"""

from django import forms
from wagtail import hooks
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from lms.frameworks.models import Framework, Level, Role, RoleLevel, Skill, SkillLevel, SkillRequirement


class KeepPolicy(ModelPermissionPolicy):
    """Courses, posts and statements name these rows, so nobody deletes them, superusers included."""

    refused = frozenset({"delete"})

    def user_has_permission(self, user, action):
        return action not in self.refused and super().user_has_permission(user, action)

    def user_has_any_permission(self, user, actions):
        return any(self.user_has_permission(user, action) for action in actions)


class FilePolicy(KeepPolicy):
    """A whole framework comes by a file, with its levels."""

    refused = frozenset({"add", "delete"})


register_permission_policy(Framework, FilePolicy(Framework))
for kept in (Skill, Role, RoleLevel):
    register_permission_policy(kept, KeepPolicy(kept))


class OfItsFramework(forms.ModelChoiceField):
    """Skills and levels of different frameworks share names."""

    def label_from_instance(self, obj):
        return f"{obj.framework.name}: {obj.name}"


def of_its_framework(model, *, required=True):
    rows = model.objects.select_related("framework").order_by("framework__order", "pk")
    return OfItsFramework(queryset=rows, required=required)


class SkillLevelForm(WagtailAdminModelForm):
    level = of_its_framework(Level)

    class Meta:
        model = SkillLevel
        fields = ["level", "descriptor"]


class RequirementForm(WagtailAdminModelForm):
    skill = of_its_framework(Skill)
    level = of_its_framework(Level, required=False)

    class Meta:
        model = SkillRequirement
        fields = ["skill", "level"]


class SkillForm(WagtailAdminModelForm):
    """A level that some role asks of a skill cannot be taken from it."""

    def clean(self):
        cleaned = super().clean()
        formset = self.formsets["skill_levels"]
        if not formset.is_valid():
            return cleaned
        kept = [
            f.cleaned_data["level"] for f in formset.forms if f.cleaned_data and not f.cleaned_data["DELETE"]
        ]
        if cleaned.get("is_graded") and not kept:
            self.add_error(
                "is_graded", "A graded skill defines one level at least. Add a level, or set this to no."
            )
        if cleaned.get("is_graded") is False and kept:
            self.add_error(
                "is_graded", "A skill with levels is graded. Delete its levels, or set this to yes."
            )
        if self.instance.pk:
            asked = SkillRequirement.objects.filter(skill=self.instance).exclude(level__in=kept)
            first = asked.filter(level__isnull=False).select_related("level", "role_level").first()
            if first:
                self.add_error(
                    None, f"{first.role_level} asks for {first.level}. Change that requirement first."
                )
        return cleaned


class InlineForm(InlinePanel):
    """An inline panel whose rows use a form of ours."""

    def __init__(self, *args, form_class, **kwargs):
        super().__init__(*args, **kwargs)
        self.form_class = form_class

    def clone_kwargs(self):
        return {**super().clone_kwargs(), "form_class": self.form_class}

    def get_form_options(self):
        options = super().get_form_options()
        options["formsets"][self.relation_name]["form"] = self.form_class
        return options


class FrameworkViewSet(ModelViewSet):
    model = Framework
    icon = "list-ul"
    menu_label = "Frameworks"
    copy_view_enabled = False
    list_display = ["name", "status", "version"]
    ordering = ["order", "pk"]
    panels = [
        FieldPanel("name"),
        FieldPanel("summary"),
        FieldPanel("notice"),
        FieldPanel("attribution"),
    ]


class SkillViewSet(ModelViewSet):
    model = Skill
    icon = "tick-inverse"
    menu_label = "Skills"
    copy_view_enabled = False
    list_display = ["name", "framework", "is_graded", "is_active"]
    list_filter = ["framework", "is_graded", "is_active"]
    search_fields = ["name"]
    ordering = ["framework__order", "order", "pk"]
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [FieldPanel("framework"), FieldPanel("name"), FieldPanel("slug"), FieldPanel("summary")],
                heading="Skill",
            ),
            FieldPanel("is_graded"),
            FieldPanel("is_active"),
            InlineForm("skill_levels", form_class=SkillLevelForm, heading="Levels that it defines"),
        ],
        base_form_class=SkillForm,
    )


class RoleViewSet(ModelViewSet):
    model = Role
    icon = "group"
    menu_label = "Roles"
    copy_view_enabled = False
    list_display = ["name", "framework", "family", "is_active"]
    list_filter = ["framework", "is_active"]
    search_fields = ["name"]
    ordering = ["framework__order", "order", "pk"]
    form_fields = ["framework", "name", "slug", "family", "summary", "is_active"]


class RoleLevelViewSet(ModelViewSet):
    model = RoleLevel
    icon = "order"
    menu_label = "Role levels"
    copy_view_enabled = False
    list_display = ["name", "role", "grade_band", "is_active"]
    list_filter = ["role__framework", "is_active"]
    search_fields = ["name"]
    ordering = ["role__framework__order", "role__order", "order", "pk"]
    panels = [
        FieldPanel("role"),
        FieldPanel("name"),
        FieldPanel("slug"),
        FieldPanel("grade_band"),
        FieldPanel("note"),
        FieldPanel("is_active"),
        InlineForm("requirements", form_class=RequirementForm, heading="Skills that it asks for"),
    ]


class FrameworksGroup(ViewSetGroup):
    menu_label = "Skills frameworks"
    menu_icon = "list-ul"
    menu_order = 600
    items = (
        FrameworkViewSet("framework"),
        SkillViewSet("skill"),
        RoleViewSet("role"),
        RoleLevelViewSet("rolelevel"),
    )


@hooks.register("register_admin_viewset")
def frameworks():
    return FrameworksGroup()
