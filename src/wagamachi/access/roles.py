"""The roles an assignment (配置) can give. Local display names live in ``RoleLabel`` (R006)."""

from django.db import models


class Role(models.TextChoices):
    """One role per kind of work, whatever a municipality calls it (report P27, P54)."""

    ADMIN = "admin", "システム管理"
    AGENCY_DESK = "agency_desk", "事業所・機関の窓口"
    AUDITOR = "auditor", "監査"
    CORE_BODY = "core_body", "中心機関"
    CSW = "csw", "地域福祉コーディネーター"
    DISTRICT_STAFF = "district_staff", "地区担当職員"
    MANAGER = "manager", "管理職"
    MINSEI_IIN = "minsei_iin", "民生委員・児童委員"
    RESIDENT = "resident", "住民・ボランティア"
    SEIKATSU_SC = "seikatsu_sc", "生活支援コーディネーター"
    TEAM_LEAD = "team_lead", "チームリーダー"
