"""Every paper is taken over HTTP while the clock runs, and read back as the person who needs it would."""

from typing import Any

import pytest
from django.urls import reverse

from tests.casework.scenes import Scene
from tests.cast import build_cast
from wagamachi.core import clock
from wagamachi.exchange.lettering import GETA
from wagamachi.people.models import Person

from .filled import a_plan, a_record, an_assessment, an_evaluation
from .reading import pages, plain, text_of

pytestmark = pytest.mark.django_db

NAMES = ("山本　正", "김철수", "张伟", "刘洋", "Nguyễn Thị Lan", "髙﨑　𠮷郎", "Maria de São José")


@pytest.mark.parametrize("name", NAMES)
def test_every_paper_of_a_case_names_whom_it_is_about(name: str) -> None:
    scene = Scene(build_cast(), clock.now())
    case = scene.claimed(scene.intake(subject=name))
    Person.objects.filter(memberships__case=case).update(name=name)
    type(case).objects.filter(pk=case.pk).update(label=name)
    an_assessment(scene, case)
    a_plan(scene, case)
    an_evaluation(scene, case)
    a_record(scene, case)
    scene.handoff(case, consent=scene.consent(case))
    browser = scene.browser("csw")
    tab: Any = browser.get(reverse("exchange:case", args=[case.pk]))
    taken = [(p.title, p.url) for p in [*tab.context["papers"], *tab.context["blanks"]]]
    taken.append(("支援経過", reverse("exchange:course", args=[case.pk])))
    found = {}
    for title, url in taken:
        response = browser.get(url)
        assert (title, response.status_code) == (title, 200)
        text = text_of(response.content)
        names_them = plain(name) in text or url.endswith("/blank/consent/")
        found[url] = (names_them, GETA in text, 1 <= pages(response.content) <= 2)
    assert (len(found), set(found.values())) == (11, {(True, False, True)})


def test_the_empty_form_is_taken_on_a_running_clock() -> None:
    scene = Scene(build_cast(), clock.now())
    response = scene.browser("csw").get(reverse("exchange:blank_intake"))
    assert (response.status_code, pages(response.content)) == (200, 1)
