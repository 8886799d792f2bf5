"""Which themes (課題) belong to which category of 社会福祉法4条3項 (R021)."""

from collections import defaultdict
from dataclasses import dataclass

from wagamachi.core.codes import LAW
from wagamachi.core.models import Code

UNMAPPED = "法の区分が決まっていない課題"


@dataclass(frozen=True, slots=True)
class Category:
    """One category of the law with the codes of its themes; a theme may be in several."""

    code: str
    label: str
    themes: frozenset[str]

    @property
    def key(self) -> str:
        """Return a name that no theme has: a code of the law may be a theme itself."""
        return f"category:{self.code}"


def categories(themes: dict[str, str]) -> list[Category]:
    """Sort theme codes (code to label) into the categories, in the order of the law.

    A local theme that maps to a shared one follows that one's mapping. Themes that no mapping
    leads to a category are put into a last one of their own, so that nothing goes missing.
    """
    laws = {code.pk: str(code) for code in Code.objects.of(LAW)}
    found: dict[str, set[str]] = {code: set() for code in laws}
    nowhere: set[str] = set()
    mapped = _mappings()
    for theme in themes:
        reached = _reach(theme, mapped) & laws.keys()
        for law in reached:
            found[law].add(theme)
        if not reached:
            nowhere.add(theme)
    sorted_in = [Category(code, laws[code], frozenset(found[code])) for code in laws]
    if nowhere:
        sorted_in.append(Category("", UNMAPPED, frozenset(nowhere)))
    return sorted_in


def _mappings() -> dict[str, set[str]]:
    pairs = Code.maps_to.through.objects.values_list("from_code_id", "to_code_id")
    found: dict[str, set[str]] = defaultdict(set)
    for source, target in pairs:
        found[source].add(target)
    return found


def _reach(code: str, mapped: dict[str, set[str]]) -> set[str]:
    """Return every code that ``code`` adds up under, itself included."""
    seen, todo = {code}, [code]
    while todo:
        for target in mapped.get(todo.pop(), set()) - seen:
            seen.add(target)
            todo.append(target)
    return seen
