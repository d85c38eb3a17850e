"""What the last file said about a question, so that an import can tell an author's edit from an old file."""

from django.db import models


class ImportedQuestion(models.Model):
    """`content` is the question as questions.json had it. `retired_at`: a later file no longer had it, so the
    import took it out of use; a file that has it again brings it back."""

    question = models.OneToOneField("bank.Question", on_delete=models.CASCADE, related_name="imported")
    content = models.JSONField()
    imported_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    def __str__(self):
        return f"{self.question_id} as imported"
