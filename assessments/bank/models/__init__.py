from assessments.bank.models.questions import Question
from assessments.bank.models.versions import QuestionVersion

__all__ = ["Question", "QuestionVersion"]
