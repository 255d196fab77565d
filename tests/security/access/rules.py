"""The table of rules: who is let in at each address, by the name of its URL (its route where it has no name).

An address that is not named here fails `test_every_address_has_a_rule`, which says what to do.
"""

from dataclasses import replace
from fnmatch import fnmatchcase

from portal.accounts.rights import Right
from tests.addresses import Pattern
from tests.security.access.kinds import (
    BY_TOKEN,
    CONTENT,
    DEACTIVATES,
    DECIDES,
    EDIT,
    ENTER,
    FORBIDDEN,
    HELPS,
    HISTORY,
    LET_IN,
    MANAGES_AGENTS,
    MANAGES_MEMBERS,
    NOBODY,
    NOT_THERE,
    OF_ITS_OWNER,
    OF_ITS_PEOPLE,
    OF_ITS_WRITER,
    OF_THIS_AGENT,
    PUBLIC,
    PUBLIC_FORM,
    SEE,
    SIGNED_IN,
    SIGNED_IN_FORM,
    TEXTS,
    TO_LOG_IN,
    TREATS,
    WALLED_UP,
    WAY,
    WHOLE_HISTORY,
    WRITES,
    WRITES_REASONS,
    WRITES_TO_PLACE,
    Rule,
    could_require,
    office,
    pro,
    sees_account,
    who_decided,
)
from tests.security.access.rights import has, has_anywhere
from tests.security.access.visiting import Outcome

RULES: dict[str, Rule] = {
    # Machines.
    "healthz": PUBLIC,
    # It says 503 while something is not as it should be.
    "readyz": replace(PUBLIC, allowed=LET_IN | {Outcome.BROKEN}),
    "metrics": BY_TOKEN,
    # MY.ONE.
    "my:home": PUBLIC,
    # A form without JavaScript: the answer leads to the address of the search.
    "my:search": PUBLIC_FORM,
    "my:search_map": PUBLIC,
    "my:search_geojson": PUBLIC,
    "my:suggestions": PUBLIC,
    # Without a server of tiles there are none.
    "my:tile": replace(PUBLIC, allowed=LET_IN | NOT_THERE),
    "my:media": replace(PUBLIC, allowed=LET_IN | NOT_THERE),
    "my:listing": PUBLIC,
    "my:accessibility": PUBLIC,
    "my:privacy": PUBLIC,
    "my:legal": PUBLIC,
    "my:open_data": PUBLIC,
    # None has been written.
    "my:open_data_file": replace(PUBLIC, allowed=NOT_THERE),
    "my:robots": PUBLIC,
    "my:sitemap": PUBLIC,
    "my:sitemap_section": PUBLIC,
    "my:security_txt": PUBLIC,
    # For programs.
    **{
        f"api:{name}": PUBLIC
        for name in (
            "openapi",
            "axes",
            "axis",
            "actions",
            "action",
            "faq",
            "announcements",
            "listings",
            "listings_geojson",
            "listing",
        )
    },
    # Where none is published, there is none.
    "api:charter": replace(PUBLIC, allowed=LET_IN | NOT_THERE),
    # Those of the world are on no published page.
    "api:v2:pages:listing": PUBLIC,
    "api:v2:pages:detail": replace(PUBLIC, allowed=NOT_THERE),
    "api:v2:pages:find": replace(PUBLIC, allowed=NOT_THERE),
    "api:v2:images:listing": PUBLIC,
    "api:v2:images:detail": replace(PUBLIC, allowed=NOT_THERE),
    "api:v2:images:find": replace(PUBLIC, allowed=NOT_THERE),
    "api:v2:documents:listing": PUBLIC,
    "api:v2:documents:detail": replace(PUBLIC, allowed=NOT_THERE),
    "api:v2:documents:find": replace(PUBLIC, allowed=NOT_THERE),
    "api:explained": PUBLIC,
    "api:nothing": replace(PUBLIC, allowed=NOT_THERE),
    # ACTE, for readers.
    "acte:home": PUBLIC,
    "acte:axis": PUBLIC,
    "acte:actions": PUBLIC,
    "acte:print_actions": PUBLIC,
    "acte:action": PUBLIC,
    "acte:explanation": PUBLIC,
    # Where a machine cannot make it, it is not there.
    "acte:explanation_pdf": replace(PUBLIC, allowed=LET_IN | NOT_THERE),
    "acte:charter": replace(PUBLIC, allowed=LET_IN | NOT_THERE),
    "acte:charter_pdf": replace(PUBLIC, allowed=LET_IN | NOT_THERE),
    "acte:questions": PUBLIC,
    "finding:search": PUBLIC,
    "finding:suggestions": PUBLIC,
    # What editors publish. Pages of PRO.ONE ask for a log-in themselves: tests/acte_content/editorial.
    "wagtail_serve": PUBLIC,
    "editorial_picture": replace(PUBLIC, allowed=LET_IN | NOT_THERE),
    "acte_questions:question": PUBLIC_FORM,
    "acte_questions:sent": PUBLIC,
    # Signing in, and passwords.
    "accounts:sign_in": PUBLIC_FORM,
    "accounts:prolong": replace(
        SIGNED_IN, methods=("post",), unknown=frozenset({Outcome.FORBIDDEN, Outcome.NO_METHOD})
    ),
    "accounts:sign_out": replace(PUBLIC, methods=("post",)),
    "accounts:signed_out": PUBLIC,
    # To the federation. Here there is none; the way through it has tests of its own.
    "accounts:strong_begin": replace(PUBLIC, methods=("post",), allowed=NOT_THERE),
    # From there: an answer that this browser has not asked for lets nobody in.
    "accounts:strong_return": replace(NOBODY, methods=("get",), refused=FORBIDDEN, unknown=FORBIDDEN),
    "accounts:step_up": SIGNED_IN,
    # Closed but in an emergency.
    "accounts:emergency": NOBODY,
    # Whoever holds the link of the e-mail. To accept leads to the federation; here there is none.
    "accounts:agent_invitation": replace(PUBLIC_FORM, allowed=LET_IN | NOT_THERE),
    # An invitation to link keys is for one person; the one in this address is none.
    "accounts:keys": replace(NOBODY, unknown=TO_LOG_IN),
    "accounts:forgotten": PUBLIC_FORM,
    "accounts:link_sent": PUBLIC,
    # Whoever holds the link of the e-mail.
    "accounts:new_password": PUBLIC_FORM,
    # PRO.ONE.
    "pro:home": SIGNED_IN,
    "pro:find": SIGNED_IN_FORM,
    # What is posted by nobody's member names no place of theirs.
    "pro:switch_place": replace(SIGNED_IN, methods=("post",), allowed=LET_IN | NOT_THERE),
    "pro:contacts": SIGNED_IN,
    "pro:facility_contacts": OF_ITS_PEOPLE,
    "pro:documents": SIGNED_IN,
    "pro:guide": SIGNED_IN,
    "pro:chapter": SIGNED_IN,
    "pro:help": SIGNED_IN_FORM,
    "pro:messages": SIGNED_IN,
    "pro:message": OF_ITS_WRITER.also("post"),
    "pro:message_attachment": OF_ITS_WRITER,
    "pro:conversations": SIGNED_IN,
    "pro:conversation": OF_ITS_PEOPLE.also("post"),
    "pro:user": SIGNED_IN_FORM,
    "pro:password": SIGNED_IN_FORM,
    "pro:email": SIGNED_IN_FORM,
    "pro:convert": SIGNED_IN_FORM,
    "pro:sign_out_everywhere": replace(SIGNED_IN, methods=("post",)),
    "pro:confirm_email": OF_ITS_OWNER,
    "pro:preferences": SIGNED_IN_FORM,
    "pro:notifications": SIGNED_IN,
    "pro:read_all_notifications": replace(SIGNED_IN, methods=("post",)),
    "pro:open_notification": replace(OF_ITS_OWNER, said="whose notification it is", methods=("post",)),
    "pro:sections": SIGNED_IN,
    "pro:facility": pro(Right.SEE_FACILITY),
    "pro:confirm_availability": replace(pro(Right.EDIT_LISTING), methods=("post",)),
    "pro:section": pro(Right.EDIT_LISTING).also("post"),
    "pro:versions": pro(Right.EDIT_LISTING),
    "pro:restore": replace(pro(Right.EDIT_LISTING), methods=("post",)),
    # Read by whoever may read the place, and sent by whoever may change its listing.
    "pro:photos": replace(
        pro(Right.SEE_FACILITY).also("post"), takes_from=lambda who: has(who, Right.EDIT_LISTING)
    ),
    "pro:change_photo": replace(pro(Right.EDIT_LISTING), methods=("post",)),
    "pro:photo_picture": pro(Right.SEE_FACILITY),
    "pro:project": replace(
        pro(Right.SEE_FACILITY).also("post"), takes_from=lambda who: has(who, Right.EDIT_LISTING)
    ),
    "pro:withdraw_project": replace(pro(Right.EDIT_LISTING), methods=("post",)),
    "pro:project_document": pro(Right.SEE_FACILITY),
    "pro:histories": SIGNED_IN,
    "pro:history": pro(Right.SEE_HISTORY),
    "pro:bank_accounts": SIGNED_IN,
    "pro:bank_account": Rule("« see the account », covered by password", sees_account),
    "pro:state_bank_account": replace(pro(Right.STATE_BANK_ACCOUNT).also("post"), shown_to=sees_account),
    "pro:submit_bank_statement": replace(
        pro(Right.STATE_BANK_ACCOUNT), methods=("post",), shown_to=sees_account
    ),
    # Never covered: a file is read whole, or not at all.
    "pro:bank_statement": pro(Right.SEE_PRIVATE),
    "pro:accesses": SIGNED_IN,
    "pro:access": pro(Right.SEE_MEMBERS),
    "pro:strong_login": Rule(
        "who may require it, once signed in strongly",
        could_require,
        ("get", "post"),
        sent=(("required", "oui"),),
        takes_from=lambda who: has(who, Right.REQUIRE_STRONG),
    ),
    "pro:invite": pro(Right.MANAGE_MEMBERS).also("post"),
    "pro:withdraw": pro(Right.MANAGE_MEMBERS).also("post"),
    "pro:role": pro(Right.MANAGE_MEMBERS).also("post"),
    "pro:remove": pro(Right.MANAGE_MEMBERS).also("post"),
    # Whoever holds the link of the e-mail.
    "pro:invitation": PUBLIC_FORM,
    # Whoever holds the link of a reminder; the secret in this address is none.
    "pro:confirm_by_link": replace(NOBODY, said="whoever holds the link of a reminder"),
    # OFFICE.ONE: ours.
    "office_search_state": ENTER,
    "gazetteer_modeladmin_index": office(Right.SEE_GAZETTEER),
    "gazetteer_modeladmin_inspect": office(Right.SEE_GAZETTEER),
    "wagtailsnippets_facilities_listing:list": office(Right.SEE_FACILITY),
    "wagtailsnippets_facilities_listing:list_results": office(Right.SEE_FACILITY),
    "wagtailsnippets_facilities_listing:edit": EDIT,
    "wagtailsnippets_facilities_listing:preview_on_edit": EDIT,
    "wagtailsnippets_facilities_listing:inspect": SEE,
    "wagtailsnippets_facilities_listing:history": HISTORY,
    "wagtailsnippets_facilities_listing:history_results": HISTORY,
    # Choosers hold one's own rows: what they hold is tried in test_foreign.
    "wagtailsnippetchoosers_facilities_listing:choose": ENTER,
    "wagtailsnippetchoosers_facilities_listing:choose_results": ENTER,
    "wagtailsnippetchoosers_facilities_listing:chosen": SEE,
    "wagtailsnippetchoosers_facilities_listing:chosen_multiple": ENTER,
    "office_find_facility": office(Right.SEE_FACILITY).also("post"),
    "office_register": office(Right.SEE_REGISTER),
    "office_figures": office(Right.SEE_REGISTER),
    "office_register_export": replace(
        office(Right.EXPORT_REGISTER), methods=("post",), sent=(("format", "csv"),)
    ),
    "office_facility": SEE,
    "office_facility_sections": SEE,
    "office_facility_submissions": SEE,
    "office_facility_authorisation": office(Right.RECORD_AUTHORISATION, object_asked_for=True).also("post"),
    "office_facility_people": office(Right.SEE_MEMBERS, object_asked_for=True),
    "office_facility_messages": WRITES_TO_PLACE,
    "office_write_to_place": WRITES_TO_PLACE.also("post"),
    "office_facility_history": HISTORY,
    "office_bank_account": office(Right.SEE_PRIVATE, object_asked_for=True),
    "history:index": WHOLE_HISTORY,
    "history:index_results": WHOLE_HISTORY,
    "history:inspect": WHOLE_HISTORY,
    "office_history_people": WHOLE_HISTORY.also("post"),
    # OFFICE.ONE: people, their accounts, functions and stand-ins.
    "office_people": office(Right.SEE_PERSON).also("post"),
    "office_person": office(Right.SEE_PERSON, object_asked_for=True),
    "office_send_link": replace(HELPS, methods=("post",)),
    "office_invite_keys": replace(HELPS, methods=("post",)),
    "office_unlock": replace(HELPS, methods=("post",)),
    "office_forget_niss": HELPS.also("post"),
    "office_deactivate": DEACTIVATES,
    "office_reactivate": DEACTIVATES,
    "office_give_function": MANAGES_AGENTS,
    "office_end_function": MANAGES_AGENTS,
    "office_stand_ins": MANAGES_AGENTS,
    "office_end_stand_in": MANAGES_AGENTS,
    "office_agent_invitations": office(Right.MANAGE_AGENTS),
    "office_invite_agent": MANAGES_AGENTS,
    "office_send_agent_invitation": MANAGES_AGENTS,
    "office_withdraw_agent_invitation": MANAGES_AGENTS,
    "office_own_stand_ins": ENTER.also("post"),
    "office_end_own_stand_in": OF_THIS_AGENT.also("post"),
    "office_card": MANAGES_AGENTS,
    "office_own_card": office(Right.STATE_OWN_CARD).also("post"),
    # OFFICE.ONE: what is said to professionals.
    "office_helpdesk_contact": office(Right.EDIT_HELPDESK).also("post"),
    "office_message_attachment": TREATS,
    "office_question_attachment": office(Right.ANSWER_ACTE),
    "office_photo": DECIDES,
    "office_project": DECIDES,
    "office_bank_statement": office(Right.VALIDATE_BANK_STATEMENT, object_asked_for=True),
    # OFFICE.ONE: queues. The one in these addresses is that of messages to the helpdesk.
    "office_queue": TREATS,
    "office_queue_item": replace(TREATS, methods=("get", "post"), sent=(("decision", "traiter"),)),
    "office_queue_claim": replace(TREATS, methods=("post",), sent=(("act", "prendre"),)),
    "office_queue_batch": replace(TREATS, methods=("post",), sent=(("decision", "traiter"), ("tous", "1"))),
    "office_queue_undo": replace(TREATS, said="who decided", lets_in=who_decided, methods=("post",)),
    "wagtailsnippets_queues_reason:list": WRITES_REASONS,
    "wagtailsnippets_queues_reason:list_results": WRITES_REASONS,
    "wagtailsnippets_queues_reason:add": WRITES_REASONS.also("post"),
    "wagtailsnippets_queues_reason:edit": WRITES_REASONS.also("post"),
    "wagtailsnippets_news_announcement:list": WRITES,
    "wagtailsnippets_news_announcement:list_results": WRITES,
    "wagtailsnippets_news_announcement:add": WRITES.also("post"),
    "wagtailsnippets_news_announcement:edit": WRITES.also("post"),
    # OFFICE.ONE: organisers and who has access to them.
    "office_organisers": office(Right.SEE_MEMBERS).also("post"),
    "office_organiser": office(Right.SEE_MEMBERS, object_asked_for=True),
    "office_invite": MANAGES_MEMBERS,
    "office_withdraw_invitation": MANAGES_MEMBERS,
    "office_change_role": MANAGES_MEMBERS,
    "office_remove_member": MANAGES_MEMBERS,
    "office_strong_login": office(Right.REQUIRE_STRONG, object_asked_for=True).also("post"),
    # OFFICE.ONE: the bell.
    "office_notifications": ENTER,
    "office_read_all_notifications": replace(ENTER, methods=("post",)),
    "office_open_notification": replace(OF_THIS_AGENT, methods=("post",)),
    # OFFICE.ONE: the frame that Wagtail brings.
    "wagtailadmin_home": ENTER,
    "wagtailadmin_account": ENTER.also("post"),
    "wagtailadmin_dismissibles": ENTER,
    "wagtailadmin_editing_sessions:ping": replace(EDIT, methods=("post",)),
    # One's own editing sessions alone.
    "wagtailadmin_editing_sessions:release": replace(ENTER, methods=("post",)),
    # Pictograms and words of the frame hold nothing of anybody: for whoever has passed the door.
    "wagtailadmin_sprite": replace(SIGNED_IN_FORM, in_office=True),
    "wagtailadmin_javascript_catalog": replace(SIGNED_IN, in_office=True),
    "wagtail_modeladmin:javascript_catalog": ENTER,
    "wagtailadmin_login": WAY,
    "/office/login/": WAY,
    "wagtailadmin_logout": WAY,
    "/office/logout/": WAY,
    # What is nowhere.
    "/office/^.*/$": replace(ENTER, methods=("get", "post"), allowed=NOT_THERE),
    # OFFICE.ONE: what Wagtail brings for pages, images and documents.
    "wagtailadmin_api:*": CONTENT,
    "wagtailadmin_explore*": CONTENT,
    "wagtailadmin_pages:*": CONTENT,
    "wagtail_bulk_action": CONTENT,
    "wagtailadmin_tag_*": TEXTS,
    "wagtailadmin_collections:*": CONTENT,
    "wagtailadmin_workflows:*": CONTENT,
    "wagtailadmin_reports:*": CONTENT,
    "wagtailadmin_block_preview": TEXTS,
    "wagtailsnippets:index": CONTENT,
    "wagtailembeds:*": CONTENT,
    "wagtailadmin_choose_page*": TEXTS,
    "wagtailimages:*": TEXTS,
    "wagtailimages_chooser:*": TEXTS,
    "wagtaildocs:*": CONTENT,
    "wagtaildocs_chooser:*": CONTENT,
    "editorial_one_document": CONTENT,
    # Of a document that no published page holds.
    "wagtaildocs_serve": Rule(
        "« rédiger les pages… », signed in strongly",
        lambda who: has_anywhere(who, Right.EDIT_CONTENT),
        unknown=NOT_THERE,
    ),
    "wagtailsites:*": CONTENT,
    "wagtailsettings:*": CONTENT,
    "wagtailredirects:*": CONTENT,
    "wagtailredirects*import*": WALLED_UP,
    # Walled up.
    "/office/test404/": WALLED_UP,
    "wagtailadmin_error_test": WALLED_UP,
    "wagtailadmin_password_reset*": WALLED_UP,
}
# OFFICE.ONE: the texts of the ACTE catalogue, for whoever writes them; all alike, but that charters stay.
READS_ACTE = office(Right.EDIT_ACTE)
WRITES_ACTE = READS_ACTE.also("post")
PUBLISHES_ACTE = office(Right.PUBLISH_ACTE).also("post")
_READ = (
    "list",
    "list_results",
    "inspect",
    "history",
    "history_results",
    "revisions_view",
    "revisions_compare",
)
_WRITTEN = ("add", "edit", "preview_on_add", "preview_on_edit", "revisions_revert")
# Nothing of them is being read again.
_MODERATED = (
    "workflow_action", "collect_workflow_action_data", "confirm_workflow_cancellation", "workflow_preview",
    "workflow_history", "workflow_history_detail",
)  # fmt: skip
RULES |= {
    f"wagtailsnippets_catalogue_{model}:{view}": rule
    for model in ("action", "axis", "charterversion", "explanation")
    for views, rule in (
        (_READ, READS_ACTE),
        (_WRITTEN, WRITES_ACTE),
        # Of a revision that has a day; this one has none.
        (("revisions_unschedule",), replace(PUBLISHES_ACTE, allowed=LET_IN | NOT_THERE)),
        (("unpublish",), PUBLISHES_ACTE),
        (_MODERATED, TEXTS),
    )
    for view in views
    if (model, view) != ("charterversion", "unpublish")
}
# Themes of frequent questions; the one here is of ACTE. Of a stream of blocks, Wagtail's form asks how many
# there are.
_COUNTED = (("questions-count", "0"),)
RULES |= {
    f"wagtailsnippets_editorial_faqtheme:{view}": rule
    for views, rule in (
        (tuple(view for view in _READ if view != "inspect"), READS_ACTE),
        (_WRITTEN, replace(WRITES_ACTE, sent=_COUNTED)),
        (("revisions_unschedule",), replace(PUBLISHES_ACTE, allowed=LET_IN | NOT_THERE)),
        (("unpublish", "delete"), PUBLISHES_ACTE),
        (_MODERATED, TEXTS),
    )
    for view in views
}
# What a family of names may say: that only editors are let in, whom Wagtail then asks itself; or nobody.
MAY_BE_FAMILIES = (CONTENT, TEXTS, WALLED_UP)


def rule_of(pattern: Pattern) -> Rule | None:
    """The rule of this address; None where nobody has declared one."""
    key = pattern.name or pattern.route
    if key in RULES:
        return RULES[key]
    families = [name for name in RULES if "*" in name and fnmatchcase(key, name)]
    # The narrower one wins.
    return RULES[max(families, key=len)] if families else None
