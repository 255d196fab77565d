"""Things of the world that need nothing else of it: a picture, a place of the gazetteer, texts of agents."""

from io import BytesIO

from PIL import Image

from acte_content.questions.services import VISITOR, ask_team
from portal.accounts.enums import LoginLevel
from portal.accounts.models import User
from portal.accounts.person import person_of
from portal.conversations.services import begin_conversation
from portal.facilities.enums import Category
from portal.facilities.models import Listing
from portal.files.accepting import Accepted
from portal.kernel import clock
from portal.news.models import Announcement
from portal.news.services import NEW, state_announcement
from search.models import GazetteerPlace


def png() -> bytes:
    """A small picture."""
    written = BytesIO()
    Image.new("RGB", (4, 4)).save(written, "PNG")
    return written.getvalue()


def gazetteer_place() -> GazetteerPlace:
    """A commune of Namur."""
    return GazetteerPlace.objects.create(
        kind=GazetteerPlace.Kind.COMMUNE, name_fr="Ici", nis="92094", commune="Ici", province="Namur",
        latitude=50.46, longitude=4.86,
    )  # fmt: skip


def announcement(writer: User) -> Announcement:
    """For crèches, today."""
    today = clock.today()
    return state_announcement(
        actor=person_of(writer, LoginLevel.EID), announcement_id=None, version=NEW, kind="regles",
        title="Annonce", text="Texte", categories=[Category.CRECHE], first_day=today, last_day=today,
    )  # fmt: skip


def conversation(writer: User, listing: Listing) -> int:
    """With the people of a place, named by its name."""
    return begin_conversation(
        actor=person_of(writer, LoginLevel.EID), facility_id=listing.facility_id, subject=listing.name,
        text=f"{listing.name} en mots",
    ).pk  # fmt: skip


def question_with_file() -> tuple[int, int]:
    """A question to the team of ACTE, and its file: their ids."""
    question = ask_team(
        actor=VISITOR, first_name="Zoé", last_name="Martin", email="zoe@exemple.be", text="Quand\u202f?",
        files=[Accepted("plan.png", "image/png", png())],
    )  # fmt: skip
    return question.pk, question.attachments.get().pk
