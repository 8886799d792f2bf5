from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "wagamachi.people"
    label = "people"
    verbose_name = "人・世帯・同意"

    def ready(self) -> None:
        from wagamachi.core.refs import Kind, register
        from wagamachi.core.wareki import format_short

        register(
            Kind("person", "人", "people.Person", lambda person: person.label, "casework:person")
        )
        register(
            Kind(
                "consent", "同意", "people.Consent", lambda consent: "同意", "casework:consent",
                line=lambda consent: f"{format_short(consent.asked_at)}に聞いた同意",
            )
        )  # fmt: skip
