"""Documents in pages: what is taken, who reads one, and since when."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.urls import reverse
from pikepdf import Name
from pytest_django import DjangoAssertNumQueries
from wagtail.documents import get_document_model
from wagtail.models import ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update

from acte_content.editorial.demo.planting import as_stored
from acte_content.editorial.document_forms import PUBLISHED, UNSCANNED
from acte_content.editorial.models import GuideIndexPage, GuidePage, ProIndexPage, ProInformationPage
from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.facilities.enums import FacilityKind
from portal.facilities.models import Organiser
from portal.facilities.services import members
from portal.files.models import EditorialDocument
from portal.files.scanning import patience
from tests.accounts.conftest import SYSTEM, MakeFacility, MakeUser
from tests.acte_content.editorial.conftest import strong_client
from tests.files.making import PDF, archive, image, sent, with_action, with_attachment
from tests.files.scanners import Answering, answering, fresh_patience  # noqa: F401 -- fixtures
from tests.strictness.pages import StrictClient

pytestmark = pytest.mark.django_db
ADD, CHOOSE = "/office/documents/add/", "/office/documents/chooser/create/"
_PREFIX = "document-chooser-upload-"


@pytest.fixture
def tariffs() -> EditorialDocument:
    file = ContentFile(PDF, "Guide tarifaire.pdf")
    made: EditorialDocument = get_document_model().objects.create(
        title="Guide", file=file, file_size=len(PDF)
    )
    return made


def article(model: Any, document: EditorialDocument, *, slug: str = "tarifs", **more: Any) -> Any:
    """A page that holds it, published."""
    index = (GuideIndexPage if model is GuidePage else ProIndexPage).objects.get()
    block = as_stored(("document", {"document": document.pk, "words": "Guide tarifaire"}))
    page = index.add_child(
        instance=model(title="Les tarifs", slug=slug, lead="Ce que l’on paie.", body=[block], **more)
    )
    return page


def fields(content: bytes, name: str = "guide.pdf", prefix: str = "") -> dict[str, Any]:
    return {f"{prefix}title": "Guide", f"{prefix}file": sent(name, content), f"{prefix}tags": ""}


def test_a_link_says_what_it_leads_to(client: StrictClient, tariffs: EditorialDocument) -> None:
    article(GuidePage, tariffs)
    shown = client.get("/guides/tarifs/").content.decode().replace("\u00a0", " ")
    assert f'href="{tariffs.url}"' in shown
    assert "Guide tarifaire <" in shown
    assert f"(PDF, {len(PDF)} octets)" in shown


def test_a_public_page_lets_everybody_read_it(client: StrictClient, tariffs: EditorialDocument) -> None:
    article(GuidePage, tariffs)
    answer = client.get(tariffs.url)
    assert answer.content == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="Guide_tarifaire.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"] == "no-cache"
    assert client.get(tariffs.url, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    assert client.get(f"/documents/{tariffs.pk}/autre.pdf").status_code == 404
    # No web server hands it out behind our back.
    assert str(settings.PRIVATE_ROOT) in tariffs.file.path
    assert str(settings.MEDIA_ROOT) not in tariffs.file.path


def test_a_document_that_no_published_page_holds_is_nowhere(
    client: StrictClient, tariffs: EditorialDocument, editor: User, make_user: MakeUser
) -> None:
    professional, agent = StrictClient(), strong_client(make_user("aidante", function=Role.HELPDESK))
    professional.force_login(make_user("nadia"))

    def is_nowhere() -> bool:
        return {each.get(tariffs.url).status_code for each in (client, professional, agent)} == {404}

    assert is_nowhere()
    page = article(GuidePage, tariffs, live=False)
    assert is_nowhere()
    # Its editor looks at what the page will hold.
    assert strong_client(editor).get(tariffs.url).status_code == 200
    page.save_revision().publish()
    assert client.get(tariffs.url).status_code == 200
    # Taken out of a draft, it is still what the published page holds; taken out of that, it is gone.
    page.body = [as_stored(("title", "Les tarifs"))]
    draft = page.save_revision()
    assert client.get(tariffs.url).status_code == 200
    # Also where Wagtail's index has not followed.
    with disable_reference_index_auto_update():
        draft.publish()
    assert ReferenceIndex.get_references_to(tariffs).exists()
    assert is_nowhere()


def test_of_information_for_professionals(
    client: StrictClient, tariffs: EditorialDocument, make_user: MakeUser, organiser: Organiser,
    make_facility: MakeFacility,
) -> None:  # fmt: skip
    """For whom the page is; whoever has not signed in is asked to."""
    page = article(ProInformationPage, tariffs, audience=["creches"])
    assert client.get(tariffs.url)["Location"] == f"/connexion/?next={tariffs.url}"
    nadia = make_user("nadia")
    members.give_first_holder(actor=SYSTEM, organiser_id=organiser.pk, user=nadia)
    make_facility(organiser, FacilityKind.INDEPENDENT_CHILDMINDER)
    client.force_login(nadia)
    assert client.get(tariffs.url).status_code == 404
    ProInformationPage.objects.filter(pk=page.pk).update(audience=["accueillantes", "creches"])
    answer = client.get(tariffs.url)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"


def test_queries(
    client: StrictClient, tariffs: EditorialDocument, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(3):
        article(GuidePage, tariffs, slug=f"tarifs-{number}")
    client.get(tariffs.url)
    # The document, what refers to it, those that are published, and their types.
    with django_assert_num_queries(4):
        client.get(tariffs.url)


@pytest.mark.parametrize(("address", "prefix"), [(ADD, ""), (CHOOSE, _PREFIX)], ids=["library", "page"])
@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("guide.pdf", b"<!doctype html><script>alert(1)</script>", "n’est pas un fichier PDF"),
        ("guide.pdf", archive(), "est une archive ou un document de bureautique"),
        ("photo.pdf", image(), "n’est pas un fichier PDF"),
        ("guide.pdf", PDF + archive(), "n’est pas un PDF complet"),
        ("guide.pdf", with_attachment(), "contient d’autres fichiers"),
        ("guide.pdf", with_action(S=Name.Launch), "contient un programme"),
        ("guide.pdf", b"", "vide"),
    ],
)
def test_hostile_files_are_refused(
    editor: User, address: str, prefix: str, name: str, content: bytes, said: str
) -> None:
    answer = strong_client(editor).post(address, fields(content, name, prefix))
    # The chooser answers in JSON.
    assert said in answer.content.decode().encode().decode("unicode_escape" if prefix else "utf-8")
    assert not EditorialDocument.objects.exists()


def test_what_is_kept_was_written_again(editor: User) -> None:
    noted = PDF.replace(b"%%EOF", b"% ecrit par quelqu'un\n%%EOF")
    answer = strong_client(editor).post(ADD, fields(noted, "Guide 2026.PDF.exe"))
    assert answer.status_code == 302, answer.content
    made = EditorialDocument.objects.get()
    assert made.filename == "Guide_2026.pdf"
    kept = Path(made.file.path).read_bytes()
    assert kept.startswith(b"%PDF-")
    assert b"ecrit par" not in kept
    assert made.file_size == len(kept)


def test_the_scanner_is_asked(editor: User, answering: Answering) -> None:  # noqa: F811
    """What it finds is refused; where it does not answer, nothing is kept."""
    client = strong_client(editor)
    answering(b"stream: Eicar-Test-Signature FOUND\0")
    assert "contient un virus" in client.post(ADD, fields(PDF)).content.decode()
    answering(None)
    assert UNSCANNED in client.post(ADD, fields(PDF)).content.decode()
    assert not EditorialDocument.objects.exists()
    patience.regain()
    answering(b"stream: OK\0")
    client.post(ADD, fields(PDF))
    assert EditorialDocument.objects.exists()


def test_who_may(tariffs: EditorialDocument, editor: User, moderator: User, make_user: MakeUser) -> None:
    others = strong_client(make_user("aidante", function=Role.HELPDESK))
    writing, publishing = strong_client(editor), strong_client(moderator)
    edit = reverse("wagtaildocs:edit", args=[tariffs.pk])
    delete = reverse("wagtaildocs:delete", args=[tariffs.pk])
    chooser = "/office/documents/chooser/"
    for address in ("/office/documents/", ADD, edit, chooser):
        assert writing.get(address).status_code == 200
        assert others.get(address).status_code == 404
    assert "Guide tarifaire" in writing.get("/office/documents/").content.decode().replace("_", " ")
    # Whoever may not publish replaces no file of a published page, and deletes none.
    article(GuidePage, tariffs)
    assert PUBLISHED in writing.post(edit, fields(PDF)).content.decode()
    assert writing.post(delete).status_code == 302
    assert EditorialDocument.objects.get().filename == "Guide_tarifaire.pdf"
    publishing.post(edit, fields(PDF, "nouveau.pdf"))
    assert EditorialDocument.objects.get().filename == "nouveau.pdf"
    publishing.post(delete)
    assert not EditorialDocument.objects.exists()
    assert StrictClient().get("/guides/tarifs/").status_code == 200


@pytest.mark.parametrize(
    "address", ["multiple/add/", "multiple/create_from_uploaded_document/1/", "multiple/1/"]
)
def test_files_come_one_by_one(editor: User, address: str) -> None:
    """Wagtail's form for many keeps what it refuses, as it came."""
    client = strong_client(editor)
    assert client.get(f"/office/documents/{address}")["Location"] == ADD
    refused = client.post(f"/office/documents/{address}", {"title": "x" * 300, "files[]": sent("g.pdf", PDF)})
    assert refused.status_code == 405
