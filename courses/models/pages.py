"""The pages that authors edit: catalogue > course > module > lesson, one tree per language.

Learners never read these: publishing writes rows and derived rows (`actions.sync_course`) and their pages
read those. Here is what a page is, where it may stand, and how a lesson is previewed. A page and its row
share a uuid: see courses.py."""

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import translation
from modelcluster.fields import ParentalKey
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page

from courses.blocks import LessonBody
from courses.models import rendering
from lms.frameworks.models import Level, Skill

# Parts of an address that would hide a lesson of the same name.
RESERVED_LESSON_SLUGS = {"enrol", "start"}


class LearningPage(Page):
    """What all our pages share in the editor: an address, and no fields that our pages do not show.

    No privacy settings either: who may see a lesson is decided by enrolment, and a lock that locks nothing
    would be a lie.
    """

    private_page_options: list[str] = []
    promote_panels = [
        FieldPanel(
            "slug", heading="Address", help_text="The last part of the page’s address. Small letters and -."
        )
    ]

    class Meta:
        abstract = True


class CatalogPage(LearningPage):
    """The root of a language: what there is to learn."""

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["courses.CoursePage"]
    preview_modes: list[tuple[str, str]] = []

    class Meta:
        verbose_name = "catalogue"

    def get_url_parts(self, request=None):
        return address(super().get_url_parts(request), self, "catalogue")

    def serve(self, request, *args, **kwargs):
        return HttpResponseRedirect(self.get_url(request))


class CoursePage(LearningPage):
    """What a course promises and to whom."""

    summary = models.TextField(
        max_length=300,
        help_text="One or two sentences: what someone can do afterwards. Shown in the catalogue.",
    )
    audience = models.CharField("who it is for", max_length=200)
    level = models.ForeignKey(
        Level,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        help_text="Questions above this level are optional: they never decide whether someone passes.",
    )
    outcomes = models.TextField(
        "what you will be able to do", blank=True, help_text="One outcome on each line, starting with a verb."
    )
    author = models.CharField("written by", max_length=200, blank=True)
    licence = models.CharField(max_length=200, default="CC BY 4.0")
    reviewed_on = models.DateField("facts checked on", null=True, blank=True)
    review_by = models.DateField("check again by", null=True, blank=True)

    parent_page_types = ["courses.CatalogPage"]
    subpage_types = ["courses.ModulePage"]
    preview_modes: list[
        tuple[str, str]
    ] = []  # its page is about one learner: nothing of it is the author's but the words

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("audience"),
        FieldPanel("outcomes"),
        FieldPanel("level"),
        InlinePanel("page_skills", label="Skill", heading="Skills that the course teaches"),
        MultiFieldPanel(
            [
                FieldPanel("author"),
                FieldPanel("licence"),
                FieldRowPanel([FieldPanel("reviewed_on"), FieldPanel("review_by")]),
            ],
            heading="Who wrote it, and when it was checked",
        ),
    ]

    class Meta:
        verbose_name = "course"

    def get_url_parts(self, request=None):
        return address(super().get_url_parts(request), self, "course", self.slug)

    def serve(self, request, *args, **kwargs):
        return HttpResponseRedirect(self.get_url(request))

    def clean(self):
        super().clean()
        if self.reviewed_on and self.review_by and self.review_by <= self.reviewed_on:
            raise ValidationError({"review_by": "Give a day after the day on which the facts were checked."})


class CoursePageSkill(Orderable):
    page = ParentalKey(CoursePage, on_delete=models.CASCADE, related_name="page_skills")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="+")
    level = models.ForeignKey(Level, on_delete=models.PROTECT, related_name="+")
    is_lead = models.BooleanField(
        "what the course is for", default=True, help_text="Leave this empty for a skill that it only touches."
    )

    class Meta(Orderable.Meta):
        constraints = [models.UniqueConstraint(fields=["page", "skill"], name="course_page_skill_once")]

    def __str__(self):
        return f"{self.skill}, {self.level}"

    def clean(self):
        if (
            self.skill_id
            and self.level_id
            and not self.skill.skill_levels.filter(level_id=self.level_id).exists()
        ):
            raise ValidationError({"level": f"{self.skill} has no level {self.level}. Choose another level."})


class StaysInItsCourse(LearningPage):
    """Steps and completions belong to a course, so what learners have met there does not move to another
    one."""

    class Meta:
        abstract = True

    def can_move_to(self, parent):
        return super().can_move_to(parent) and course_page_of(parent) == course_page_of(self)


class ModulePage(StaysInItsCourse):
    """A part of a course. It has no view of its own: its address leads to its place on the course page."""

    objective = models.CharField(
        max_length=200, help_text="What someone can do after it, starting with a verb."
    )

    parent_page_types = ["courses.CoursePage"]
    subpage_types = ["courses.LessonPage"]
    preview_modes: list[tuple[str, str]] = []
    content_panels = [*Page.content_panels, FieldPanel("objective")]

    class Meta:
        verbose_name = "module"

    def get_url_parts(self, request=None):
        course = self.get_parent()
        parts = address(super().get_url_parts(request), self, "course", course.slug if course else self.slug)
        return parts and (*parts[:2], f"{parts[2]}#module-{self.slug}")

    def serve(self, request, *args, **kwargs):
        return HttpResponseRedirect(self.get_url(request))


class LessonForm(WagtailAdminPageForm):
    """Says at the field what `LessonPage.clean` cannot yet know of a page without a place in the tree."""

    def clean(self):
        cleaned = super().clean()
        problem = slug_problem(cleaned.get("slug"), course_page_of(self.parent_page), but=self.instance)
        if problem:
            self.add_error("slug", problem)
        return cleaned


class LessonPage(StaysInItsCourse):
    """One lesson, 300 to 700 words: why it matters, the idea, an example, what to do tomorrow, the check."""

    body = StreamField(LessonBody(), help_text="Text and examples first, then the check.")

    parent_page_types = ["courses.ModulePage"]
    subpage_types: list[str] = []
    content_panels = [*Page.content_panels, FieldPanel("body")]
    base_form_class = LessonForm

    class Meta:
        verbose_name = "lesson"

    def get_url_parts(self, request=None):
        course = course_page_of(self)
        return address(
            super().get_url_parts(request), self, "lesson", course.slug if course else "-", self.slug
        )

    def serve(self, request, *args, **kwargs):
        return HttpResponseRedirect(self.get_url(request))

    def serve_preview(self, request, mode_name):
        """The lesson as a learner meets it, by the learner's template and the same loader without a
        person."""
        request.is_preview = True
        return TemplateResponse(request, "courses/lesson.html", rendering.preview_context(self, request))


def course_page_of(page: Page | None) -> Page | None:
    """The course in whose tree a page stands, itself included; None outside of any."""
    if page is None:
        return None
    page = page.specific
    if isinstance(page, CoursePage):
        return page
    if not page.path:
        return None
    return CoursePage.objects.ancestor_of(page).first()


def slug_problem(slug: str | None, course: Page | None, *, but: Page) -> str | None:
    """Why a lesson cannot have this address in this course; None when it can."""
    if slug in RESERVED_LESSON_SLUGS:
        return "This word is used by the site. Choose another one."
    if (
        slug
        and course
        and LessonPage.objects.descendant_of(course).filter(slug=slug).exclude(pk=but.pk).exists()
    ):
        return "Another lesson of this course has this address. Choose another one."
    return None


def address(parts, page: Page, name: str, *args: str):
    """Wagtail's three parts of a page's address, with the path of our own view in place of Wagtail's."""
    if parts is None:
        return None
    with translation.override(page.locale.language_code):
        return parts[0], parts[1], reverse(name, args=args)
