"""What an author fills in: the options of a question, and the place of a question in a lesson.

Loaded while models are being defined, so models are named by string and looked up when needed.
"""

from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from courses import activities


class OptionBlock(blocks.StructBlock):
    """One option of a question. Every option has its reason: the learner reads them all after answering."""

    text = blocks.TextBlock(label="What it says", rows=2, help_text="What the learner can choose.")
    reason = blocks.TextBlock(
        label="Reason",
        rows=2,
        help_text="Why this is right, or why it is not. The learner reads it after answering.",
    )
    is_right = blocks.BooleanBlock(label="Right answer", required=False)

    class Meta:
        icon = "list-ul"
        label = "Option"
        label_format = "{text}"


class OptionsBlock(blocks.StreamBlock):
    """Two to six options, shown to every learner in the order in which they stand here."""

    option = OptionBlock()

    class Meta:
        min_num = 2
        max_num = 6


class KnowledgeCheckBlock(blocks.StructBlock):
    """The place of a question in a lesson. It holds no question: a lesson stores a placeholder, and
    `assessments.attempts` fills it for the person who reads (design, decision 3).

    `is_further` is kept for the outline only and set by us, so that a stored lesson depends on nothing
    but its own text; whether an answer counts is decided by the levels when an attempt is made.
    """

    question = SnippetChooserBlock(
        "bank.Question",
        help_text="Learners answer it here and then read the reason for each option.",
    )
    is_further = blocks.BooleanBlock(required=False)

    def render(self, value, context=None):
        question = value.get("question")
        if question is None:
            return ""
        return activities.placeholder(key=str(question.uuid), is_further=bool(value.get("is_further")))

    def to_attributes(self, value) -> dict[str, str]:
        """What a course file says about this check: the question's slug, and `further` for an optional
        one."""
        question = value.get("question")
        if question is None:
            return {}
        further = {"further": "true"} if value.get("is_further") else {}
        return {"question": question.slug, **further}

    def from_attributes(self, attributes: dict[str, str]):
        """The block value for a check in a course file. Raises ValueError saying what was expected."""
        if unknown := sorted(set(attributes) - {"question", "further"}):
            raise ValueError(f"expected only question= and further=true, not {unknown[0]}=")
        if attributes.get("further", "true") != "true":
            raise ValueError('expected further=true, or no "further" at all')
        slug = attributes.get("question", "")
        questions = self.child_blocks["question"].target_model.objects.filter(slug=slug)
        question = questions.select_related("level", "course__level", "imported").order_by("pk").first()
        if question is None:
            raise ValueError(
                f"expected the slug of a question of this course, such as data-quality-q2, not {slug!r}"
            )
        if not question.live and question.is_retired:
            raise ValueError(f"expected a question of questions.json: {slug} is no longer in it")
        if question.is_further != ("further" in attributes):
            wanted = "further=true" if question.is_further else "no further=true"
            above = "above" if question.is_further else "not above"
            raise ValueError(f"expected {wanted}: {slug} is {above} the level of its course")
        return self.to_python({"question": question.pk, "is_further": question.is_further})

    def clean(self, value):
        value = super().clean(value)
        value["is_further"] = value["question"].is_further
        return value

    class Meta:
        icon = "help"
        label = "Check (a question)"
        label_format = "{question}"
        form_layout = ["question"]
