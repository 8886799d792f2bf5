"""The e-mails that go out right after something urgent happened."""

from django_tasks import task

from wagamachi.core import clock

from .services.mailing import deliver_mail


@task()
def mail() -> None:
    """Send every e-mail that is due now."""
    deliver_mail(at=clock.now())
