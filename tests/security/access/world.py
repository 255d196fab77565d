"""One world for every question of access: two organisers far apart, their people, an agent for each function.

It is made once for a module; each request runs in a savepoint and leaves nothing behind (`visiting`).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from http.cookies import SimpleCookie

from django.contrib.auth.tokens import default_token_generator
from django.core.files.base import ContentFile
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.text import slugify
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page

from portal.accounts import agent_invitations, posts
from portal.accounts.agent_invitations import AgentInvited
from portal.accounts.enums import FUNCTIONS, LoginLevel, Role, Territory
from portal.accounts.identification import state_niss
from portal.accounts.models import AgentPost, StandIn, User
from portal.accounts.person import Person, person_of
from portal.accounts.sealing import seal
from portal.audit.models import AuditEntry
from portal.facilities import services
from portal.facilities.addresses import Address
from portal.facilities.enums import FacilityKind
from portal.facilities.models import Listing, Organiser
from portal.facilities.notifications import INVITATION_ACCEPTED
from portal.facilities.services import members
from portal.facilities.services.bank import NEVER_STATED
from portal.facilities.services.photos import PreparedPhoto
from portal.files.accepting import Accepted
from portal.helpdesk.enums import MessageCategory
from portal.helpdesk.models import HelpdeskMessage
from portal.helpdesk.queue import MESSAGES
from portal.helpdesk.services import send_message
from portal.kernel import clock
from portal.kernel.actors import SystemActor
from portal.notifications.models import Notification
from portal.notifications.services import notify
from portal.queues.deciding import decide
from portal.queues.models import Reason
from tests.addresses import Pattern
from tests.security.access import texts
from tests.security.access.arguments import CONTENT_IDS, WORDS
from tests.security.access.things import announcement, conversation, gazetteer_place, png, question_with_file
from tests.strictness.pages import StrictClient

SYSTEM = SystemActor("essai des accès")
SINCE = date(2020, 1, 1)
# Found in every text of what is another's, and nowhere else: in an address it is never typed.
CANARY = "Qpmwzk"
HERE, THERE = Territory.NAMUR, Territory.LIEGE
_POSTCODE = {HERE: "5000", THERE: "4000"}
_NISS = {HERE: "85073003328", THERE: "85073003427"}
_IBAN = {HERE: "BE68539007547034", THERE: "BE71096123456769"}
# Whose function, post, stand-in and notification are asked for, where a page is of agents.
OF_AGENTS = Role.WATCH_UNIT
DECIDED = Role.HELPDESK


@dataclass(frozen=True)
class Who:
    """Somebody who asks: as what, signed in how. `role` None: with no role; `level` None: not signed in."""

    name: str
    role: Role | None = None
    level: LoginLevel | None = None
    # Whether what is asked for is their own organiser's, or in the territory that they are in charge of.
    at_home: bool = True
    # Signed in once, and no longer active: `level` is None, since the session counts for nothing.
    is_inactive: bool = False

    def __str__(self) -> str:
        return f"{self.name}@{int(self.level)}" if self.level else self.name


@dataclass(frozen=True)
class Place:
    """An organiser, its people, and what it runs: one facility of petite enfance and one of temps libre."""

    organiser: Organiser
    holder: User
    member: User
    invited: members.Invited
    childminder: Listing
    after_school: Listing
    # What neither of them has a section of.
    co_care: Listing
    # The holder's.
    notification_id: int
    message: HelpdeskMessage

    @property
    def listings(self) -> tuple[Listing, ...]:
        return self.childminder, self.after_school, self.co_care

    def listing_of(self, role: Role | None) -> Listing:
        """The one that an agent with this function is in charge of."""
        return self.after_school if role is Role.APPROVAL_OFFICER else self.childminder


@dataclass
class World:
    """Everything that is there."""

    here: Place
    there: Place
    agents: Mapping[Role, User]
    far_agents: Mapping[Role, User]
    nobody: User
    inactive: User
    # Of the agent with `OF_AGENTS`, and of one far away.
    stand_in: StandIn
    far_stand_in: StandIn
    # Of the agent with `OF_AGENTS`.
    post_id: int
    notification_id: int
    audit_id: int
    image_id: int
    document_id: int
    page_id: int
    gazetteer_id: int
    agent_invited: AgentInvited
    agent_withdrawn_id: int
    announcement_id: int
    made_id: int
    # With the people `here`; there is one `there` as well.
    conversation_id: int
    far_conversation_id: int
    reason_id: int
    # A question to the team of ACTE, and its file.
    question: tuple[int, int]
    # Of the catalogue, by the name of its model; those with an address have the slug of `WORDS`.
    texts: Mapping[str, texts.Text]
    cookies: dict[str, SimpleCookie] = field(default_factory=dict)

    def user_of(self, who: Who) -> User | None:
        """The user who is meant."""
        if who.is_inactive:
            return self.inactive
        if who.level is None:
            return None
        if who.role is None:
            return self.nobody
        if who.role.is_of_organiser:
            place = self.here if who.at_home else self.there
            return place.holder if who.role is Role.HOLDER else place.member
        return (self.agents if who.at_home else self.far_agents)[who.role]

    def cookies_of(self, who: Who) -> SimpleCookie:
        """The cookies of a browser in which they have signed in; of the roster alone."""
        return self.cookies[str(who)]

    def sign_in(self, who: Who) -> None:
        """Begin the session that `cookies_of` tells. Not in a test: it would end with the test."""
        self.cookies[str(who)] = signed_in(self.user_of(who), who.level)

    def value_for(self, who: Who, page: str = "") -> Callable[[str], object]:
        """What stands for each argument of an address: things that are there, `here` wherever it matters.

        `page`: the name of the address, where it asks for somebody or something else than most.
        """
        here, ids = self.here, {name: getattr(self, kept) for name, kept in CONTENT_IDS.items()}
        values: dict[str, object] = ids | WORDS | {
            "organiser_id": here.organiser.pk,
            "user_id": here.member.pk,
            "invitation_id": here.invited.invitation.pk,
            "secret": here.invited.secret,
            "pk": here.listing_of(who.role).pk,
            "id": here.listing_of(who.role).pk,
            "object_id": here.listing_of(who.role).pk,
            "user_key": urlsafe_base64_encode(force_bytes(here.member.pk)),
            "facility_id": here.listing_of(who.role).facility_id,
            "notification_id": here.notification_id,
            "message_id": here.message.pk,
            "attachment_id": here.message.attachments.get().pk,
            "photo_id": here.listing_of(who.role).facility.photos.get().pk,
            "project_id": here.listing_of(who.role).facility.projects.get().pk,
            "conversation_id": self.conversation_id,
            "statement_id": here.organiser.bank_statements.get().pk,
            "post_id": self.post_id,
            "key": MESSAGES.key,
            "item_id": here.message.pk,
            "made_id": self.made_id,
            "stand_in_id": self.stand_in.pk,
        } | self._for_page(page)  # fmt: skip
        return lambda name: values[name]

    def _for_page(self, page: str) -> dict[str, object]:
        """What a page is about that most are not about."""
        if page == "pro:section":
            return {"slug": "visibilite"}
        if page in ("pro:versions", "pro:restore"):
            return {"slug": "presentation", "version": 1}
        if page.startswith(("wagtailsnippets_catalogue_", "wagtailsnippets_editorial_faqtheme")):
            return self.texts[page.partition(":")[0].rpartition("_")[2]]._asdict()
        if page == "office_question_attachment":
            return dict(zip(("question_id", "attachment_id"), self.question, strict=True))
        if page == "wagtailsnippets_news_announcement:edit":
            return {"pk": self.announcement_id}
        if page == "wagtailsnippets_queues_reason:edit":
            return {"pk": self.reason_id}
        if page == "office_card":
            return {"user_id": self.agents[OF_AGENTS].pk}
        if page == "history:inspect":
            return {"pk": self.audit_id}
        if page == "office_open_notification":
            return {"notification_id": self.notification_id}
        if page == "accounts:agent_invitation":
            return {"secret": self.agent_invited.secret}
        if "agent_invitation" in page:
            return {"invitation_id": self.agent_invited.invitation.pk}
        if page == "office_reactivate":
            return {"user_id": self.inactive.pk}
        if page == "office_forget_niss":
            return {"user_id": self.here.holder.pk}
        if "function" in page or "stand_in" in page:
            return {"user_id": self.agents[OF_AGENTS].pk}
        return {}

    def address_for(self, who: Who, pattern: Pattern) -> str:
        """The address of this pattern, of things that are `here`."""
        value_of = self.value_for(who, pattern.name)
        return pattern.filled(lambda name: self._token(pattern) if name == "token" else value_of(name))

    def _token(self, pattern: Pattern) -> str:
        if pattern.name == "accounts:new_password":
            return default_token_generator.make_token(self.here.member)
        return seal("e-mail", [self.here.holder.pk, self.here.holder.email, "neuve@exemple.be"])


def signed_in(user: User | None, level: LoginLevel | None) -> SimpleCookie:
    """The cookies of a new session; none for nobody."""
    client = StrictClient()
    if user is not None:
        client.level = level or LoginLevel.PASSWORD
        client.force_login(user)
    return client.cookies


def make_world(roster: Iterable[Who]) -> World:
    """All of it, by the services, with a session for each of the roster."""
    agents = {function: _agent(function, HERE) for function in Role if function in FUNCTIONS}
    far_agents = {function: _agent(function, THERE) for function in agents if function.has_territory}
    image = get_image_model().objects.create(
        title="Image", file=ContentFile(png(), "image.png"), uploaded_by_user=agents[Role.EDITOR]
    )
    # What lists and choosers show of it: made on the spot, each would be a file that the tests leave open.
    for filter_spec in ("max-165x165", "max-800x600", "original"):
        image.renditions.create(
            filter_spec=filter_spec, width=4, height=4, file=ContentFile(png(), f"{filter_spec}.png")
        )
    document = get_document_model().objects.create(
        title="Document", file=ContentFile(b"texte", "texte.txt"), uploaded_by_user=agents[Role.EDITOR]
    )
    inactive = _user("inactive")
    here, there = _place("Les Tilleuls", HERE), _place(CANARY, THERE)
    world = World(
        here=here,
        there=there,
        agents=agents,
        far_agents=far_agents,
        nobody=_user("sans rôle"),
        inactive=inactive,
        stand_in=_stand_in(agents[OF_AGENTS], agents[Role.EDITOR]),
        far_stand_in=_stand_in(far_agents[Role.ADVISER], far_agents[Role.CARE_OFFICER]),
        post_id=post_of(agents[OF_AGENTS]).pk,
        notification_id=notification_of(agents[OF_AGENTS]),
        audit_id=AuditEntry.objects.order_by("pk")[0].pk,
        image_id=image.pk,
        document_id=document.pk,
        page_id=Page.objects.filter(depth=2).first().pk,
        gazetteer_id=gazetteer_place().pk,
        agent_invited=_agent_invited(agents[Role.DIGIPRO]),
        agent_withdrawn_id=_agent_withdrawn(agents[Role.DIGIPRO]),
        announcement_id=announcement(agents[Role.EDITOR]).pk,
        made_id=_decided(agents[DECIDED], inactive),
        conversation_id=conversation(agents[Role.CARE_OFFICER], here.childminder),
        far_conversation_id=conversation(far_agents[Role.CARE_OFFICER], there.childminder),
        reason_id=Reason.objects.order_by("pk")[0].pk,
        question=question_with_file(),
        texts=texts.made(str(WORDS["slug"])),
    )
    for who in roster:
        world.sign_in(who)
    User.objects.filter(pk=inactive.pk).update(is_active=False)
    return world


def _user(name: str) -> User:
    slug = slugify(name)
    # With a password: pages about it are not there for whoever has none.
    return User.objects.create_user(slug, f"{slug}@exemple.be", slug, first_name=name, last_name="Martin")


def _agent(function: Role, territory: Territory) -> User:
    user = _user(f"{function.value} {territory.value}")
    posts.give_post(
        actor=SYSTEM, user=user, function=function, since=SINCE,
        territory=territory if function.has_territory else None,
    )  # fmt: skip
    return user


def _agent_invited(by: User) -> AgentInvited:
    return agent_invitations.invite_agent(
        actor=person_of(by, LoginLevel.EID), first_name="Nour", last_name="Haddad", email="nour@exemple.be",
        function=Role.HELPDESK, territory=None, since=SINCE,
    )  # fmt: skip


def _agent_withdrawn(by: User) -> int:
    invitation = agent_invitations.invite_agent(
        actor=person_of(by, LoginLevel.EID), first_name="Noé", last_name="Petit", email="noe@exemple.be",
        function=Role.HELPDESK, territory=None, since=SINCE,
    ).invitation  # fmt: skip
    agent_invitations.withdraw_agent_invitation(
        actor=person_of(by, LoginLevel.EID), invitation_id=invitation.pk
    )
    return invitation.pk


def _stand_in(absent: User, stand_in: User) -> StandIn:
    """On days that are far enough for no test."""
    today = clock.today()
    return posts.hand_over(
        actor=person_of(absent, LoginLevel.EID), absent=absent, stand_in=stand_in,
        first_day=today + timedelta(days=100), last_day=today + timedelta(days=101),
    )  # fmt: skip


def post_of(user: User) -> AgentPost:
    """The one that this agent holds."""
    return AgentPost.objects.get(user=user)


def notification_of(user: User) -> int:
    """The id of one that this person was sent."""
    return Notification.objects.filter(user=user).order_by("pk")[0].pk


def _decided(agent: User, writer: User) -> int:
    written, decided = person_of(writer, LoginLevel.PASSWORD), person_of(agent, LoginLevel.EID)
    message = send_message(actor=written, category=MessageCategory.QUESTION, text="Traité")
    typed = {"reason": ""}
    return decide(actor=decided, queue=MESSAGES, item_id=message.pk, decision="traiter", typed=typed).pk


def _place(name: str, territory: Territory) -> Place:
    organiser = services.register_organiser(actor=SYSTEM, name=f"{name} ASBL")
    holder, member, asked = _user(f"{name} titulaire"), _user(f"{name} membre"), _user(f"{name} invitée")
    members.give_first_holder(actor=SYSTEM, organiser_id=organiser.pk, user=holder)
    by = person_of(holder, LoginLevel.PASSWORD)
    for user, accepts in ((member, True), (asked, False)):
        invited = members.invite_member(
            actor=by, organiser_id=organiser.pk, role=Role.MEMBER, email=user.email,
            first_name=user.first_name, last_name=user.last_name,
        )  # fmt: skip
        if accepts:
            members.accept_invitation(actor=SYSTEM, secret=invited.secret, user=user)
    state_niss(actor=SYSTEM, user=holder, text=_NISS[territory])
    services.state_bank_account(
        actor=person_of(holder, LoginLevel.EID), organiser_id=organiser.pk, version=NEVER_STATED,
        iban=_IBAN[territory], bic="", account_holder=name,
        statement=Accepted(f"{name}.pdf", "application/pdf", b"%PDF-1.4 %%EOF"),
    )  # fmt: skip
    notify(actor=SYSTEM, kind=INVITATION_ACCEPTED, to=[holder.pk], text=f"De {name}.", path="/pro/")
    return Place(
        organiser=organiser,
        holder=holder,
        member=member,
        invited=invited,
        childminder=_handed_in(
            by, _listing(organiser, name, territory, FacilityKind.INDEPENDENT_CHILDMINDER), name
        ),
        after_school=_handed_in(by, _listing(organiser, name, territory, FacilityKind.AFTER_SCHOOL), name),
        co_care=_handed_in(by, _listing(organiser, name, territory, FacilityKind.CO_CHILDMINDERS), name),
        notification_id=notification_of(holder),
        message=_message(holder, name),
    )


def _handed_in(by: Person, listing: Listing, name: str) -> Listing:
    """The same, with a photo and a project that wait."""
    photo = PreparedPhoto(
        Accepted(f"{name}.jpg", "image/jpeg", b"\xff\xd8\xff"), 480, 300, {"480.jpg": b"x", "480.webp": b"x"}
    )
    services.submit_photo(actor=by, listing_id=listing.pk, photo=photo, description=f"{name} en image")
    services.submit_project(
        actor=by, listing_id=listing.pk,
        document=Accepted(f"{name}.pdf", "application/pdf", b"%PDF-1.4 %%EOF"),
    )  # fmt: skip
    return listing


def _message(writer: User, name: str) -> HelpdeskMessage:
    return send_message(
        actor=person_of(writer, LoginLevel.PASSWORD), category=MessageCategory.QUESTION,
        text=f"{name} en mots",
        files=[Accepted(f"{name}.pdf", "application/pdf", b"%PDF-1.4 %%EOF")],
    )  # fmt: skip


def _listing(organiser: Organiser, name: str, territory: Territory, kind: FacilityKind) -> Listing:
    number = f"M-{name}-{kind}"[:20]
    listing_id = services.open_facility(
        actor=SYSTEM, today=SINCE,
        draft=services.FacilityDraft(
            organiser_id=organiser.pk, kind=kind, reference_number=number,
            address=Address(
                street=f"Rue {name}", house_number="12", box="", postcode=_POSTCODE[territory],
                locality="Ici", commune="Ici", latitude=50.46, longitude=4.86,
            ),
            effect=services.AuthorisationEffect(authorised_capacity=4, in_force_from=SINCE),
            stated={"name": f"Lieu {name} {kind}", "visible": True},
        ),
    )  # fmt: skip
    # What is there to be put back: version 1, without a description.
    services.set_presentation(
        actor=SYSTEM, listing_id=listing_id, today=SINCE, name=f"Lieu {name} {kind}",
        description=f"{name} en mots", pedagogical_project="",
    )  # fmt: skip
    return Listing.objects.get(pk=listing_id)
