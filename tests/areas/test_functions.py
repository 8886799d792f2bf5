"""Each municipality has its own words and uses its own functions (R005, R006)."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from wagamachi.access.services.role_labels import rename_roles
from wagamachi.areas.functions import FUNCTIONS
from wagamachi.areas.models import MunicipalityProfile, Tier, ZoningSystem
from wagamachi.areas.municipality import is_used
from wagamachi.areas.services import configure_municipality
from wagamachi.core import once
from wagamachi.core.words import local

from .place import OFFICE

pytestmark = pytest.mark.django_db


def test_a_function_switched_off_is_nowhere(client: Client, cast: Cast) -> None:
    """Chosen on the screen: gone from the menu, and its doors say so with 404."""
    client.force_login(cast.manager)
    door = reverse("workforce:tasks")
    assert door in client.get(reverse("home:today")).content.decode()
    used = [one.key for one in FUNCTIONS if one.key not in {"workforce", "public"}]
    sent = {"name": "島の町", "tiers_in_use": ["middle"], "functions": used}
    assert client.post(reverse("areas:settings"), sent).status_code == 302
    assert door not in client.get(reverse("home:today")).content.decode()
    gone = client.get(door)
    assert gone.status_code == 404
    assert "「委員の仕事と軽減」は使っていません" in gone.content.decode()
    assert client.get(reverse("areas:index")).status_code == 200
    assert Client().get(reverse("directory:public")).status_code == 404
    kept = client.get(reverse("areas:settings")).context["form"].initial["functions"]
    assert kept == used


def test_a_door_of_several_functions_is_there_as_long_as_one_is_used() -> None:
    row = MunicipalityProfile.objects.create(name="島の町", functions_off=["plans", "gaps"])
    used = ("support:case", "support:plan_new", "exchange:plan", "support:difficult_new")
    assert [is_used(one) for one in used] == [True, False, False, True]
    MunicipalityProfile.objects.filter(pk=row.pk).update(
        functions_off=["plans", "gaps", "difficult"]
    )
    once.forget()
    assert not is_used("support:case")


def test_a_form_that_could_not_be_filled_in_says_what_comes_first(
    client: Client, cast: Cast, at: datetime
) -> None:
    """No zoning yet: whoever may add one is led there; without 小地域 nothing can be proposed."""
    ZoningSystem.objects.filter(tier=Tier.SMALL).delete()
    client.force_login(cast.csw)
    page = client.get(reverse("areas:propose")).content.decode()
    assert "小地域の区分けがまだありません" in page
    assert '<select name="zoning"' not in page
    configure_municipality(actor=OFFICE, name="島の町", tiers_in_use=[Tier.MIDDLE], at=at)
    assert client.get(reverse("areas:propose")).status_code == 404
    assert reverse("areas:propose") not in client.get(reverse("areas:index")).content.decode()


def test_the_program_speaks_the_words_of_the_municipality(
    client: Client, cast: Cast, at: datetime
) -> None:
    """On screens and in forms; what people wrote is never touched."""
    assert local("中圏域へつなぐ") == "中圏域へつなぐ"
    configure_municipality(
        actor=OFFICE, name="試験市", tiers_in_use=list(Tier), at=at, tier_labels={"middle": "地区"}
    )
    rename_roles(actor=OFFICE, labels={"csw": "CSW", "minsei_iin": "民生児童委員"}, at=at)
    assert local("地域福祉コーディネーターと民生委員") == "CSWと民生児童委員"
    MunicipalityProfile.objects.update(name="中圏域市")
    client.force_login(cast.manager)
    page = client.get(reverse("organizations:deployment")).content.decode()
    assert "どの地区にも2人以上" in page
    assert "中圏域ごと" not in page
    assert "中圏域市" in page
    client.force_login(cast.csw)
    form = client.get(reverse("casework:intake_new")).content.decode()
    assert "マンションの管理人、民生児童委員" in form
