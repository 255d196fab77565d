"""Pages and states that no other journey comes through, looked at with axe at two widths, in few windows."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import test_office_people, test_pro
from tests.journeys.signing import sign_in_strongly
from tests.journeys.site import RunningSite
from tests.journeys.visitor import DESKTOP, PHONE, Visitor

pytestmark = pytest.mark.browser

# Luc gets places until he has twenty and more, of as many organisers; the first of them has texts that were
# changed, and places that were confirmed long ago.
_MANY = """
from datetime import timedelta
from portal.accounts.models import User
from portal.facilities.models import Facility, Membership
from portal.facilities.services import set_presentation, set_visibility, state_availability
from portal.kernel import clock
from portal.kernel.actors import SystemActor
from portal.kernel.service import writing
luc, today = User.objects.get(username='luc'), clock.today()
own = Facility.objects.filter(organiser__memberships__user=luc)
first = own.select_related('listing').order_by('listing__name_key', 'pk').first()
asked = {'actor': SystemActor('essais'), 'listing_id': first.listing.pk}
texts = {'name': first.listing.name, 'pedagogical_project': 'Jouer.'}
for text in ('Jouer dehors.', 'Jouer dehors, par tous les temps.'):
    set_presentation(**asked, **texts, today=today, description=text)
set_visibility(**asked, today=today, visible=True, noindex=False)
state_availability(**asked, today=today - timedelta(days=130), status='maintenant')
others = Facility.objects.filter(organiser__memberships__isnull=True).order_by('pk')
organisers = sorted(set(others.values_list('organiser', flat=True)[:40]))[:20]
with writing():
    Membership.objects.bulk_create(
        Membership(organiser_id=pk, user=luc, role='membre', since=today) for pk in organisers
    )
print(first.pk, *organisers)
"""
_AS_BEFORE = """
from portal.facilities.models import Facility, Membership
from portal.facilities.services import state_availability
from portal.kernel import clock
from portal.kernel.actors import SystemActor
from portal.kernel.service import writing
first, *organisers = {ids}
listing = Facility.objects.get(pk=first).listing
state_availability(
    actor=SystemActor('essais'), listing_id=listing.pk, today=clock.today(), status='maintenant'
)
with writing():
    Membership.objects.filter(user__username='luc', organiser__in=organisers).delete()
"""
_OFFICE = (
    "helpdesk/coordonnees/", "agents/invitations/", "agents/inviter/", "notifications/",
    "snippets/news/announcement/", "snippets/news/announcement/add/",
)  # fmt: skip


@pytest.fixture(params=[DESKTOP, PHONE])
def width(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture(scope="module")
def people(people: None, site: RunningSite) -> None:
    """What is announced to them, too."""
    site.manage("demo_pro")


@pytest.fixture(scope="module")
def stale(people: None, site: RunningSite) -> Iterator[int]:
    """Luc's first place, among more than twenty."""
    ids = [int(pk) for pk in site.python(_MANY).split()]
    yield ids[0]
    site.python(_AS_BEFORE.format(ids=ids))


def look(page: Page, path: str, title: str) -> None:
    page.goto(path)
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    test_pro.look(page, f"vu-{path.strip('/').replace('/', '-')}")


def test_of_many_places(stale: int, visitor: Visitor, width: int) -> None:
    page = visitor.open("/connexion/?next=/pro/", width=width)
    test_pro.sign_in(page, "luc")
    expect(page.get_by_text("Les parents lisent «\u00a0à confirmer\u00a0».").first).to_be_visible()
    test_pro.look(page, "vu-accueil-de-vingt-lieux")
    look(page, "/pro/acces/", "Accès au portail")
    look(page, "/pro/historique/", "Historique")
    look(page, "/pro/coordonnees-bancaires/", "Coordonnées bancaires")
    look(page, "/pro/signaletique/", "Signalétique")
    look(page, f"/pro/milieux/{stale}/", "Signalétique")
    expect(page.get_by_text("Votre annonce est trop ancienne")).to_be_visible()
    look(page, f"/pro/milieux/{stale}/presentation/versions/", "Versions antérieures")
    expect(page.get_by_role("main")).to_contain_text("Jouer dehors.")
    look(page, f"/pro/milieux/{stale}/horaires/versions/", "Versions antérieures")
    page.goto("/pro/chercher/")
    search = page.get_by_role("main").get_by_role("searchbox")
    for words, answers in (("places", True), ("zzqx", False)):
        search.fill(words)
        search.press("Enter")
        expect(page.get_by_role("main").get_by_role("listitem").first).to_be_visible(visible=answers)
        test_pro.look(page, f"vu-chercher-{words}")


def test_of_office(people: None, visitor: Visitor, width: int) -> None:
    page = visitor.open("/office/", width=width)
    sign_in_strongly(page, "agent")
    for path in _OFFICE:
        page.goto(f"/office/{path}")
        expect(page.get_by_role("main")).to_be_visible()
        test_office_people.look(page, f"vu-{path.strip('/').replace('/', '-')}")
    page.goto("/office/snippets/news/announcement/")
    page.get_by_role("link", name="Que pensez-vous du nouveau PRO.ONE").first.click()
    test_office_people.look(page, "vu-annonce")
    of_sophie = "from portal.accounts.models import User; print(User.objects.get(username='sophie').pk)"
    page.goto(f"/office/personnes/{visitor.site.python(of_sophie).strip()}/coordonnees/")
    test_office_people.look(page, "vu-coordonnees-de-sophie")
    for username in ("rosa", "karim"):
        facility = visitor.site.python(
            "from portal.facilities.models import Facility\n"
            f"print(Facility.objects.filter(organiser__memberships__user__username='{username}').first().pk)"
        ).strip()
        page.goto(f"/office/milieux/{facility}/")
        test_office_people.look(page, f"vu-milieu-de-{username}")
