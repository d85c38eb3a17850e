"""Questions, published as an author publishes them."""

from datetime import UTC, datetime

from assessments.bank.models import Question, QuestionVersion
from lms.frameworks.models import Framework, Skill
from tests.factories import frameworks

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
DIMENSIONS = ["Accuracy", "Completeness", "Uniqueness", "Validity"]


def data_quality() -> Skill:
    """The skill that the questions show by default, in a framework with the four standard levels."""
    found = Skill.objects.filter(slug="data-quality", framework__slug="essentials").first()
    if found:
        return found
    essentials = Framework.objects.filter(slug="essentials").first() or frameworks.framework()
    return frameworks.skill(essentials, "data-quality")


def options(texts: list[str] = DIMENSIONS, *, right: str = "a") -> list[tuple[str, dict]]:
    """Options as the editor gives them; `right` holds the letters of the right ones."""
    return [
        ("option", {"text": text, "reason": f"Because of {text.lower()}.", "is_right": letter in right})
        for letter, text in zip("abcdef", texts, strict=False)
    ]


def draft(
    slug: str = "", *, level: str = "awareness", right: str = "a", texts=DIMENSIONS, **values
) -> Question:
    """A question that was never published; its draft is its only revision."""
    skill = values.pop("skill", None) or data_quality()
    question = Question(
        **{
            "slug": slug,
            "skill": skill,
            "level": frameworks.level(skill.framework, level),
            "stem": "A postcode field holds SW1A 2AA for someone who lives in Leeds. Which dimension fails?",
            "options": options(texts, right=right),
            "live": False,
            **values,
        }
    )
    question.save()
    question.save_revision()
    return question


def question(slug: str = "", **values) -> Question:
    """A published question with its first version; single choice, (a) is right."""
    made = draft(slug, **values)
    made.latest_revision.publish()
    return Question.objects.get(pk=made.pk)


def edit(question: Question, **values) -> QuestionVersion | None:
    """Change a question and publish it, as the editor does. Returns the version asked from now on."""
    changed = question.get_latest_revision_as_object()
    for name, value in values.items():
        setattr(changed, name, value)
    changed.save_revision().publish()
    return Question.objects.get(pk=question.pk).live_version
