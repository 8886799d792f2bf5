"""Each municipality has its own words and uses its own functions (R005, R006)."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from wagamachi.access.services.role_labels import rename_roles
from wagamachi.areas.functions import FUNCTIONS
from wagamachi.areas.models import MunicipalityProfile, Tier
from wagamachi.areas.services import configure_municipality
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
