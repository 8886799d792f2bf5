"""アセスメントシート: how somebody lives and wants to live, side by side with their strengths (R031)."""

from wagamachi.core.wareki import format_wareki
from wagamachi.people.models import Person
from wagamachi.support.enums import Handbook, Insurance, Pension
from wagamachi.support.models import DOMAINS, Assessment

from ..parts import Cell, Choices, Fields, Form, Grid, Heading, Part, Prose, Sheet, chosen
from .common import STAMPS, case_fields, day, member_name, office

FORM = Form(
    "assessment",
    2,
    "アセスメントシート",
    "世帯の人と続柄、主訴、本人の言葉と望む暮らし、強み、保険・年金・手帳・収入、暮らしの面ごとの聞きとり、見立て。",
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
            *_household(assessment),
            Heading("本人から"),
            _prose(assessment, "complaint", 3),
            _prose(assessment, "words", 3),
            _prose(assessment, "wish", 3),
            _prose(assessment, "strengths", 3),
            *_facts(assessment),
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


def _household(assessment: Assessment) -> list[Part]:
    """Return who lives there today."""
    members = assessment.case.members.filter(left_on=None).select_related("person__merged_into")
    return [
        Heading("世帯の人"),
        Grid(
            ("名前・呼び名", "続柄・関係", "生年月日"),
            (40, 30, 30),
            [(m.person.known.label, m.relation, _born(m.person.known)) for m in members],
            2,
        ),
    ]


def _born(person: Person) -> str:
    return format_wareki(person.birth_on, weekday=False) if person.birth_on else ""


def _facts(assessment: Assessment) -> list[Part]:
    income = "" if assessment.income is None else f"{assessment.income:,}円"
    return [
        Heading("保険・年金・手帳・収入"),
        Choices("健康保険", chosen(Insurance.choices, [assessment.insurance])),
        Choices("年金\n（いくつでも）", chosen(Pension.choices, assessment.pensions)),
        Choices("手帳\n（いくつでも）", chosen(Handbook.choices, assessment.handbooks)),
        Fields(
            (
                (
                    Cell("手帳の等級など", assessment.handbook_note),
                    Cell("収入（月）", income),
                ),
                (Cell("何の収入か", assessment.income_note),),
            )
        ),
    ]
