"""How far the demo year has been loaded. Committed with the steps it counts, so a stopped load carries on."""

from django.db import models


class Load(models.Model):
    """The one load of this database: its seed and day fix every person and every answer of the demo year."""

    seed = models.PositiveIntegerField()
    today = models.DateField(help_text="The day on which the year ends.")
    is_organization_loaded = models.BooleanField(default=False)
    steps_loaded = models.PositiveSmallIntegerField(default=0, help_text="Weeks and month ends so far.")
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="one_demo_load"),
        ]

    def __str__(self):
        return f"Demo year to {self.today}, seed {self.seed}"
