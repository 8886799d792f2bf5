"""What of this room leaves a case: the sentence of a gap, and the scheme it names (R023)."""

from django.db.models import Q

from wagamachi.casework.queries.identifying import known_of
from wagamachi.publishing.outgoing import Outgoing, declare

GAP = Outgoing(
    kind="gap",
    fields=("public_note", "scheme"),
    known=lambda gap, _: known_of([gap.case_id]),
    silenced=~Q(case__restriction=""),  # what is known of a restricted case stays there (R017)
)


def declare_texts() -> None:
    declare(GAP)
