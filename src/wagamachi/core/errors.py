"""What can go wrong in a way a person must be told about, in words they can act on."""


class DomainError(Exception):
    """A rule of the work was broken; ``message`` says in Japanese what to do.

    ``field`` names the form field the message belongs to, or is empty for the whole form.
    """

    status = 422

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class NotAllowed(DomainError):
    """The actor may see the row but may not do this to it."""

    status = 403


class Conflict(DomainError):
    """Somebody else acted first; the message says who and what."""

    status = 409
