from assessments.bank.models.imported import ImportedQuestion
from assessments.bank.models.questions import Question
from assessments.bank.models.versions import QuestionVersion

__all__ = ["ImportedQuestion", "Question", "QuestionVersion"]
