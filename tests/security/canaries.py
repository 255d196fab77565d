"""Private data to plant in every private field, and how each would show where it must not."""

from dataclasses import replace
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.db.models import Model
from stdnum.be import vat

from acte_content.questions.models import QuestionAttachment, TeamQuestion
from acte_content.questions.services import VISITOR, ask_team
from portal.accounts import agent_invitations, posts
from portal.accounts.enums import LoginLevel, Role
from portal.accounts.identification import state_niss
from portal.accounts.models import AgentCard, AgentInvitation, User
from portal.accounts.person import HeldRole, Person, person_of
from portal.conversations.models import Conversation, ConversationMessage
from portal.conversations.services import begin_conversation
from portal.facilities.addresses import Address
from portal.facilities.enums import AddressPrecision, AvailabilityStatus, FacilityKind
from portal.facilities.models import (
    BankAccount,
    BankStatement,
    Childminder,
    CoCarePartner,
    Facility,
    FreshnessReminder,
    ImportedRow,
    Invitation,
    Listing,
    ListingVersion,
    Membership,
    Organiser,
    PedagogicalProject,
    Photo,
    StaffContact,
)
from portal.facilities.services import (
    Contact,
    open_facility,
    register_organiser,
    set_co_care_partner,
    set_emergency_mobile,
    set_identification,
    set_postal_address,
    set_presentation,
    set_staff_contacts,
    state_availability,
    state_bank_account,
    update_listing,
)
from portal.facilities.services.agents import NO_CARD, state_card
from portal.facilities.services.confirmation_link import make_link
from portal.facilities.services.importing import open_from_row
from portal.files.accepting import Accepted
from portal.files.models import ReceivedFile
from portal.helpdesk.conversions import explain_conversion, note_failed_conversion
from portal.helpdesk.enums import MessageCategory
from portal.helpdesk.models import FailedConversion, HelpdeskMessage, MessageAttachment, MessageReply
from portal.helpdesk.services import send_message, write_again
from portal.helpdesk.treating import answer_message, treat_message
from portal.kernel import clock
from portal.kernel.service import writing
from tests.facilities.making import ACTOR, IN_FORCE, TODAY, make_draft
from tests.facilities.reminded import join

_SUBMISSION = {
    "id": "public", "received": "public", "state": "public", "sent_by": "public", "sent_at": "public",
    "decided_by": "public", "decided_at": "public", "reason": "public",
}  # fmt: skip
# Every field of a private model is declared here: a new one without a declaration fails.
DECLARED: dict[type[Model], dict[str, str]] = {
    Organiser: {
        "id": "public", "name": "public", "name_key": "public", "facilities": "public",
        "memberships": "public", "invitations": "public", "bank_account": "public",
        "bank_statements": "public",
        "strong_login_required": "public",
        "enterprise_number": "private",
    },
    BankAccount: {
        "id": "public", "organiser": "public", "version": "public",
        "iban": "private", "bic": "private", "account_holder": "private",
    },
    Facility: {
        "id": "public", "organiser": "public", "kind": "public", "sector": "public", "listing": "public",
        "reference_number": "private",
        # Of a home whose neighbourhood alone is shown.
        "street": "private", "house_number": "private", "box": "private", "latitude": "private",
        "longitude": "private", "postcode": "public", "locality": "public",
        "postal_street": "private", "postal_postcode": "private", "postal_locality": "private",
        "emergency_mobile": "private",
        # The effect of the authorisation: the capacity is shown, the days decide what is.
        "authorised_capacity": "public", "in_force_from": "public", "in_force_until": "public",
        "suspended_from": "public", "suspended_until": "public", "imported_row": "public",
        # Nor do parents read by which decision, and why.
        "is_withdrawn": "public", "decided_on": "public",
        "decision_reference": "private", "decision_reason": "private",
        "childminder": "public", "co_care_partner": "public", "staff_contacts": "public",
        "photos": "public", "projects": "public",
    },
    ReceivedFile: {
        "id": "public", "room": "public", "media_type": "public", "size": "public", "state": "public",
        "received_at": "public", "scanned_at": "public", "unneeded_since": "public",
        # Random.
        "file": "public",
        "name": "private",
    },
    # What they say of themselves, words and reasons, is in the history; the file is what is private.
    BankStatement: _SUBMISSION | {"organiser": "public", "account_version": "public"},
    PedagogicalProject: _SUBMISSION | {"facility": "public", "public_token": "public"},
    Photo: _SUBMISSION | {
        "facility": "public", "public_token": "public", "position": "public", "description": "public",
        "width": "public", "height": "public",
    },
    Childminder: {
        "id": "public", "facility": "public",
        "first_name": "private", "last_name": "private", "niss": "private", "niss_digest": "public",
    },
    CoCarePartner: {
        "id": "public", "facility": "public",
        "first_name": "private", "last_name": "private", "niss": "private", "denomination": "private",
        # Of a keyed digest, nobody learns the number.
        "niss_digest": "public",
    },
    StaffContact: {
        "id": "public", "facility": "public", "position": "public",
        "name": "private", "function": "private", "phone": "private", "email": "private",
    },
    Membership: {
        "id": "public", "organiser": "public", "user": "public", "role": "public", "since": "public",
    },
    Invitation: {
        "id": "public", "organiser": "public", "role": "public", "invited_by": "public",
        "invited_at": "public", "expires_at": "public", "accepted_at": "public", "withdrawn_at": "public",
        "email": "private", "first_name": "private", "last_name": "private", "secret_digest": "private",
    },
    ImportedRow: {"id": "public", "facility": "public", "key": "private", "row": "private"},
    # What was withdrawn, no page of MY.ONE shows any more.
    ListingVersion: {
        "id": "public", "listing": "public", "version": "public", "entry_id": "public",
        "replaced_at": "public", "values": "private",
    },
    HelpdeskMessage: {
        "id": "public", "user": "public", "category": "public", "facility": "public", "page": "public",
        "sent_at": "public", "state": "public", "taken_by": "public", "treated_at": "public",
        "attachments": "public", "waits_since": "public", "replies": "public", "text": "private",
    },
    MessageReply: {
        "id": "public", "message": "public", "kind": "public", "by": "public", "at": "public",
        "text": "private",
    },
    FailedConversion: {
        "id": "public", "user": "public", "holder": "public", "tries": "public", "first_at": "public",
        "last_at": "public", "state": "public", "settled_at": "public", "words": "private",
    },
    Conversation: {
        "id": "public", "facility": "public", "function": "public", "begun_by": "public", "state": "public",
        "begun_at": "public", "waits_since": "public", "messages": "public", "subject": "private",
    },
    ConversationMessage: {
        "id": "public", "conversation": "public", "by": "public", "is_from_one": "public", "at": "public",
        "text": "private",
    },
    TeamQuestion: {
        "id": "public", "user": "public", "asked_at": "public", "state": "public", "settled_at": "public",
        "first_name": "private", "last_name": "private", "email": "private", "text": "private",
        "note": "private", "attachments": "public",
    },
    QuestionAttachment: {"id": "public", "question": "public", "received": "public"},
    MessageAttachment: {"id": "public", "message": "public", "received": "public"},
    # For professionals, and in the history.
    AgentCard: {
        "id": "public", "user": "public", "version": "public",
        "phone": "private", "mobile": "private", "email": "private", "address": "private", "hours": "private",
    },
    AgentInvitation: {
        "id": "public", "function": "public", "territory": "public", "since": "public", "until": "public",
        "invited_by": "public", "invited_at": "public", "expires_at": "public", "accepted_at": "public",
        "accepted_by": "public", "withdrawn_at": "public",
        "email": "private", "first_name": "private", "last_name": "private", "secret_digest": "private",
    },
}  # fmt: skip

ENTERPRISE_NUMBER = "0999999922"
NISS = "85073003328"
CHILDMINDER_NISS, PARTNER_NISS = "85073003427", "85073003526"
CANARY_NAMES = {"first_name": "Serinette-Rose", "last_name": "Van Canari"}
INVITED_AGENT = {"first_name": "Aubépine", "last_name": "Canari-Lambert"}
DENOMINATION = "La Volière Secrète"
STAFF = Contact("Canari Contact", "Serinette en chef", "0478 11 22 99", "canari.invitee.staff@example.org")
IBAN, BIC, ACCOUNT_HOLDER = "BE91998042775576", "NICABEBB", "Canari Doré"
HOME = Address("Sentier du Canari-Caché", "9Q7731Z", "B9913", "5000", "Namur", "Namur", 50.4613371, 4.8723119)
PRIVATE = {
    "reference_number": "CANARI-MAT-7731",
    "postal_street": "Allée Serinette 44",
    "postal_postcode": "CNR-8842",
    "postal_locality": "Poste-aux-Canaris",
    "emergency_mobile": "+32478665544",
    "decision_reference": "CANARI-DEC-0417",
    "decision_reason": "Le canari siffle trop fort.",
}
CARD = {
    "phone": "081 99 88 71", "mobile": "0479 88 77 61", "email": "canari.bureau@example.org",
    "address": "Quai de la Volière 7", "hours": "Canari du soir, 20 h",
}  # fmt: skip
EXPLAINED = "Le canari explique pourquoi."
WITHDRAWN = "Une phrase que le canari a retirée."
MESSAGE, ANSWER, FILE_NAME = "Le canari demande de l’aide.", "On répond au canari.", "plan-du-canari.pdf"
SUBJECT = "L’objet du canari"
HIDDEN_NAME = "Canari Invisible"
ENDED_NAME = "Canari Terminé"
SHOWN_NAME = "La Maison Visible"

# How each could show, folded: as typed, as a person writes it, as a file keeps it.
CANARIES = {
    "reference_number": ["canari-mat-7731"],
    "enterprise_number": ["0999999922", "0999.999.922", "999.999.922"],
    "street": ["canari-cach", "canari cach"],
    "house_number": ["9q7731z"],
    "box": ["b9913"],
    "key": ["clé-du-canari", "cle-du-canari", "cl\\u00e9-du-canari"],
    "row": ["canari ligne lue"],
    "latitude": ["50.4613", "50,4613"],
    "longitude": ["4.8723", "4,8723"],
    "postal_street": ["serinette"],
    "postal_postcode": ["cnr-8842"],
    "postal_locality": ["poste-aux-canaris", "poste aux canaris"],
    "emergency_mobile": ["478665544", "478 66 55 44", "478/66.55.44", "478.66.55.44"],
    "decision_reference": ["canari-dec-0417"],
    "decision_reason": ["canari siffle"],
    "hidden listing": ["canari invisible", "canari-invisible"],
    "ended listing": ["canari termin", "canari-termin"],
    "user": ["canari.personnel"],
    "niss": ["8507300332", "8507300334", "8507300335", "85.07.30-03", "850730-03", "850730 03"],
    "denomination": ["volière secrète", "voliere secrete"],
    "name": ["canari contact", "releve-du-canari"],
    "function": ["serinette en chef"],
    "phone": ["478112299", "478 11 22 99", "478/11.22.99"],
    "card": [
        "81998871",
        "81 99 88 71",
        "479887761",
        "479 88 77 61",
        "canari.bureau",
        "quai de la voli",
        "canari du soir",
    ],
    "invited agent": ["aubépine", "canari-lambert"],
    "mobile": ["479887761", "479 88 77 61"],
    "address": ["quai de la voli"],
    "hours": ["canari du soir"],
    "values": ["canari a retir"],
    "subject": ["objet du canari"],
    "text": ["canari demande"],
    "answer": ["répond au canari", "repond au canari", "r\\u00e9pond au canari"],
    "note": ["canari noté", "canari note"],
    "words": ["canari explique", "canari s’explique"],
    "file name": ["plan-du-canari", "plan du canari"],
    "iban": ["be91998042775576", "be91 9980 4277 5576", "998042775576"],
    "bic": ["nicabebb"],
    "account_holder": ["canari dor"],
    "email": ["canari.invitee"],
    "first_name": ["serinette-rose"],
    "last_name": ["van canari"],
    "secret_digest": ["digest-canari"],
}
PRIVATE_TABLES = {model._meta.db_table for model in (*DECLARED, get_user_model())}
# What the history may tell: who was invited as an agent, how agents are reached, what a listing said before.
IN_HISTORY = {
    "decision_reference", "decision_reason", "card", "invited agent", "mobile", "address", "hours", "values",
}  # fmt: skip


def found_in(text: str) -> list[str]:
    text = text.lower()
    return [name for name, shapes in CANARIES.items() if any(shape in text for shape in shapes)]


def plant() -> list[Listing]:
    """A public home with canaries in every private field, a hidden listing, and an ended one."""
    assert vat.is_valid(ENTERPRISE_NUMBER)
    organiser = register_organiser(actor=ACTOR, name="Organisme Visible", enterprise_number=ENTERPRISE_NUMBER)
    holder = get_user_model().objects.create_user("canari.personnel", "canari.personnel@example.org")
    _plant_invitation(organiser, holder)
    _plant_bank_account(organiser, holder)
    # Another person: the history names whom it is about.
    visible = get_user_model().objects.create_user("visible", "visible@example.org")
    state_niss(actor=ACTOR, user=visible, text=NISS)
    shared = {"organiser": organiser, "kind": FacilityKind.INDEPENDENT_CHILDMINDER}
    drafts = [
        make_draft(
            reference_number=PRIVATE["reference_number"], address=HOME, name=SHOWN_NAME,
            address_precision=AddressPrecision.ROUNDED, description="Un jardin et des livres.",
            private={name: value for name, value in PRIVATE.items() if name != "reference_number"}, **shared,
        ),
        make_draft(reference_number="M-2", name=HIDDEN_NAME, visible=False, **shared),
        make_draft(
            reference_number="M-3", name=ENDED_NAME, **shared,
            effect=replace(IN_FORCE, in_force_until=TODAY),
        ),
    ]  # fmt: skip
    shown, *others = drafts
    row = {"Nom": "Canari ligne lue"}
    ids = [open_from_row(actor=ACTOR, today=TODAY, draft=shown, key="clé-du-canari", row=row)]
    ids += [open_facility(actor=ACTOR, today=TODAY, draft=draft) for draft in others]
    listing = Listing.objects.get(pk=ids[0])
    update_listing(
        actor=ACTOR, listing_id=listing.pk, today=TODAY, version=listing.version, stated={"outings": True}
    )
    _plant_private_contact(listing)
    _plant_people(listing)
    _plant_version(listing)
    agent = _plant_agent()
    _plant_message(visible, agent)
    begin_conversation(actor=agent, facility_id=listing.facility_id, subject=SUBJECT, text=MESSAGE)
    return list(Listing.objects.filter(pk__in=ids).order_by("pk"))


def _plant_private_contact(listing: Listing) -> None:
    """Through the services, so that the history tells of it; the postcode is none, to be found."""
    on = {"actor": ACTOR, "listing_id": listing.pk, "today": TODAY}
    postal = {name: PRIVATE[name] for name in ("postal_street", "postal_locality")}
    for locality in ("Autre", PRIVATE["postal_locality"]):
        set_postal_address(**on, **postal | {"postal_postcode": "5000", "postal_locality": locality})
    for mobile in ("", PRIVATE["emergency_mobile"]):
        set_emergency_mobile(**on, emergency_mobile=mobile)
    with writing():
        Facility.objects.filter(listing=listing).update(postal_postcode=PRIVATE["postal_postcode"])


def _plant_people(listing: Listing) -> None:
    """Of every sort of persons, whichever the kind; for the partner the kind has to be that for a moment."""
    set_identification(
        actor=ACTOR, listing_id=listing.pk, today=TODAY, **CANARY_NAMES, niss=CHILDMINDER_NISS,
        enterprise_number=ENTERPRISE_NUMBER, phone="", email="", website="", facebook="",
    )  # fmt: skip
    kinds = Facility.objects.filter(listing=listing)
    with writing():
        kinds.update(kind=FacilityKind.CO_CHILDMINDERS)
    set_co_care_partner(
        actor=ACTOR, listing_id=listing.pk, **CANARY_NAMES, niss=PARTNER_NISS, denomination=DENOMINATION
    )
    with writing():
        kinds.update(kind=FacilityKind.INDEPENDENT_CHILDMINDER)
    set_staff_contacts(actor=ACTOR, listing_id=listing.pk, contacts=[STAFF])


def _plant_version(listing: Listing) -> None:
    """A text that was shown, and that another has replaced."""
    for text in (WITHDRAWN, "Un jardin et des livres."):
        set_presentation(
            actor=ACTOR, listing_id=listing.pk, today=TODAY, name=SHOWN_NAME, description=text,
            pedagogical_project="",
        )  # fmt: skip
    assert ListingVersion.objects.filter(listing=listing).exists()


def _plant_agent() -> Person:
    """Who manages agents, treats messages, has a card, and has invited somebody."""
    user = get_user_model().objects.create_user("gestionnaire", "gestionnaire@example.org")
    posts.give_post(actor=ACTOR, user=user, function=Role.DIGIPRO)
    agent = person_of(user, LoginLevel.EID)
    state_card(actor=agent, user_id=user.pk, version=NO_CARD, **CARD)
    agent_invitations.invite_agent(
        actor=agent, **INVITED_AGENT, email="canari.invitee.agente@example.org", function=Role.HELPDESK,
        territory=None, since=clock.today(),
    )  # fmt: skip
    return agent


def _plant_message(writer: User, agent: Person) -> None:
    sent = send_message(
        actor=person_of(writer, LoginLevel.PASSWORD), category=MessageCategory.QUESTION, text=MESSAGE,
        files=[Accepted(FILE_NAME, "application/pdf", b"%PDF-1.4 %%EOF")],
    )  # fmt: skip
    answer_message(actor=agent, message_id=sent.pk, answer=ANSWER)
    write_again(actor=person_of(writer, LoginLevel.PASSWORD), message_id=sent.pk, text=MESSAGE)
    treat_message(actor=agent, message_id=sent.pk, answer=ANSWER)
    asked = ask_team(
        actor=VISITOR, **CANARY_NAMES, email="canari.invitee@example.org", text=MESSAGE,
        files=[Accepted(FILE_NAME, "application/pdf", b"%PDF-1.4 %%EOF")],
    )  # fmt: skip
    with writing():
        TeamQuestion.objects.filter(pk=asked.pk).update(note="Le canari noté.")
    late = get_user_model().objects.create_user("tardif", "tardif@example.org")
    failed = note_failed_conversion(actor=person_of(late, LoginLevel.PASSWORD), niss=NISS)
    assert failed is not None
    explain_conversion(actor=agent, conversion_id=failed.pk, words=EXPLAINED)


def link_to_confirm(listing: Listing) -> str:
    """The path of a personal link that serves: its holder was asked whether there are places still."""
    holder, today = get_user_model().objects.get(username="canari.personnel"), clock.today()
    join(listing.facility.organiser_id, holder, Role.HOLDER)
    stated_on = today - timedelta(days=70)
    state_availability(actor=ACTOR, listing_id=listing.pk, today=stated_on, status=AvailabilityStatus.NOW)
    with writing():
        FreshnessReminder.objects.create(
            listing=listing, user=holder, stated_on=stated_on, reminded_at=clock.now()
        )
    secret = make_link(actor=ACTOR, user_id=holder.pk, listing_id=listing.pk, today=today)
    assert secret
    return f"/confirmer/{secret}/"


def _plant_bank_account(organiser: Organiser, holder: User) -> None:
    role = HeldRole(Role.HOLDER, organiser_id=organiser.pk)
    owner = Person(holder.pk, "Propriétaire", LoginLevel.EID, (role,))
    state_bank_account(
        actor=owner,
        organiser_id=organiser.pk,
        version=0,
        iban=IBAN,
        bic=BIC,
        account_holder=ACCOUNT_HOLDER,
        statement=Accepted("releve-du-canari.pdf", "application/pdf", b"%PDF-1.4 %%EOF"),
    )


def _plant_invitation(organiser: Organiser, holder: User) -> None:
    with writing():
        Invitation.objects.create(
            organiser=organiser, role=Role.MEMBER, invited_by=holder, email="canari.invitee@example.org",
            first_name="Serinette-Rose", last_name="Van Canari", secret_digest="digest-canari",
            invited_at=clock.now(), expires_at=clock.now(),
        )  # fmt: skip
