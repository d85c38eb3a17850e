from django.apps import AppConfig


class BankConfig(AppConfig):
    name = "assessments.bank"
    label = "bank"

    def ready(self) -> None:
        from assessments.bank import importing, queries
        from courses import facts
        from courses.importing import register_part

        facts.register(queries.uses_of_facts)
        register_part("questions", importing.take_in, importing.write_out, importing.validate)
