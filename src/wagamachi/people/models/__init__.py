from .person import Consent, Person

__all__ = ["Consent", "Person"]
