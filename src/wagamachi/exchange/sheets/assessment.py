"""アセスメントシート: how somebody lives and wants to live, side by side with their strengths (R031)."""

from wagamachi.support.models import DOMAINS, Assessment

from ..parts import Cell, Fields, Form, Heading, Prose, Sheet
from .common import STAMPS, case_fields, day, member_name, office

FORM = Form(
    "assessment",
    2,
    "アセスメントシート",
    "主訴、本人の言葉と望む暮らし、強み、暮らしの面ごとの聞きとり、見立て。",
)
ROWS = Assessment.objects.select_related(
    "case__area", "case__holder_team__organization", "case__holder_user", "written_by",
    "member__person__merged_into", "previous",
)  # fmt: skip


def sheet(assessment: Assessment) -> Sheet:
    """Return the form filled in; sides of life that were not asked about stay room to write."""
    case = assessment.case
    before = day(assessment.previous.assessed_on) if assessment.previous else ""
    return Sheet(
        FORM,
        f"ケース番号　{case.number}",
        office(case.holder_team, case.holder_user),
        [
            case_fields(case),
            Fields(
                (
                    (
                        Cell("聞きとった日", day(assessment.assessed_on)),
                        Cell("書いた人", assessment.written_by.name),
                    ),
                    (
                        Cell("だれについて", member_name(assessment.member)),
                        Cell("前のシート", before),
                    ),
                )
            ),
            Heading("本人から"),
            _prose(assessment, "complaint", 3),
            _prose(assessment, "words", 3),
            _prose(assessment, "wish", 3),
            _prose(assessment, "strengths", 3),
            Heading("暮らしの様子"),
            *(_prose(assessment, name, 2) for name in DOMAINS),
            Heading("見立て"),
            _prose(assessment, "view", 4),
            _prose(assessment, "urgent", 2),
        ],
        STAMPS,
    )


def _prose(assessment: Assessment, name: str, lines: int) -> Prose:
    label = str(Assessment._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    head, _, rest = label.partition("（")
    return Prose(f"{head}\n（{rest}" if rest else head, getattr(assessment, name), lines)
