from django.apps import AppConfig


class LrsConfig(AppConfig):
    name = "lms.lrs"
    label = "lrs"

    def ready(self) -> None:
        from lms.lrs import store, vocabulary

        vocabulary.use_base(store.base_iri)
