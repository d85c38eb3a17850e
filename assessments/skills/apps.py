from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SkillsConfig(AppConfig):
    name = "assessments.skills"
    label = "skills"
    verbose_name = "Skills"

    def ready(self) -> None:
        from assessments.skills import actions, tasks, views
        from assessments.skills.queries.profile import SUBSCRIBER
        from courses import activities
        from lms import derived, outbox
        from lms.lrs import store
        from lms.lrs.vocabulary import ANSWERED
        from lms.site import navigation

        outbox.subscribe(
            tasks.RECORDED,
            name=SUBSCRIBER,
            handler=tasks.statement_recorded,
            verbs={ANSWERED},
            keys=store.is_of_ours,  # others have no levels
        )
        outbox.subscribe(actions.RECOUNTED, name=SUBSCRIBER, handler=tasks.statement_recorded)
        outbox.subscribe(tasks.WITHDRAWN, name="skills.recount", handler=tasks.version_withdrawn)
        outbox.schedule("skills.evaluation-date", handler=tasks.evaluation_date_is_due, every="day")
        derived.register("skills", rebuild=actions.rebuild, check=actions.check)
        activities.register_result_panel("skills", order=20, panel=views.course_panel)
        navigation.register(label=_("My skills"), url_name="my_skills", order=30)
