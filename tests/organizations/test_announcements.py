"""How people are told: the invitation by mail, who joined to those who run the organization."""

import pytest

from dovetail.organizations import announcements, services
from dovetail.organizations.enums import Role
from dovetail.organizations.models import Invitation
from dovetail.organizations.testing.factories import mailed_token
from dovetail.shared_kernel.announcements import Outdated, people_told, registry, render
from dovetail.shared_kernel.events import Envelope, published_by
from dovetail.shared_kernel.models import OutboxEvent


@pytest.fixture
def invitation(ada, acme, grant_of, now):
    return services.create_invitation(
        grant=grant_of(ada), email="ben@example.org", role=Role.MEMBER, at=now
    )


def last_envelope(name):
    event = OutboxEvent.objects.filter(name=name).order_by("id").last()
    return Envelope(
        id=event.id,
        name=event.name,
        tenant_id=event.tenant_id,
        actor_id=event.actor_id or None,
        occurred_at=event.occurred_at,
        payload=event.payload,
    )


def invitation_words():
    payload = last_envelope("organizations.invitation_created.v1").payload
    return render(announcements.INVITATION, payload)


def test_the_mail_carries_the_token_that_opens(invitation, ben, now):
    words = invitation_words()
    token = mailed_token(invitation.id)

    assert words.subject == "Acme invites you to join"
    assert token in words.text
    assert token in words.html
    assert services.accept_invitation(user_id=str(ben.pk), token=token, at=now).role == "member"


def test_the_mail_goes_to_the_invited_address_alone(
    client_for, ada, acme, join, deliver, wire, mailoutbox
):
    wire({"shared_kernel.Announcer": "dovetail.shared_kernel.announcements.PlainMail"})
    join("admin")
    invited = client_for(ada).post(
        f"/api/v1/organizations/{acme.id}/invitations",
        {"email": "ben@example.org", "role": "member"},
    )

    deliver()

    (mail,) = (mail for mail in mailoutbox if "invites you" in mail.subject)
    assert mail.to == ["ben@example.org"]
    assert mailed_token(invited.json()["id"]) in mail.body


def test_the_mail_carries_the_link_where_the_project_has_one(invitation, settings):
    settings.DOVETAIL_ORGANIZATIONS = {"accept_url": "https://app.example.com/join#{token}"}

    words = invitation_words()

    link = f"https://app.example.com/join#{mailed_token(invitation.id)}"
    assert link in words.text
    assert f'href="{link}"' in words.html


def test_a_name_is_text_in_the_mail(ada, acme, grant_of, now):
    services.update_organization(grant=grant_of(ada), name="A & <b>B</b>")
    services.create_invitation(
        grant=grant_of(ada), email="ben@example.org", role=Role.MEMBER, at=now
    )

    words = invitation_words()

    assert words.subject == "A & <b>B</b> invites you to join"
    assert "A & <b>B</b> invites" in words.text
    assert "<b>B</b>" not in words.html


@pytest.mark.parametrize("end", ["accepted", "revoked", "expired", "late"])
def test_an_invitation_that_is_over_is_not_mailed(invitation, ada, ben, grant_of, now, end):
    row = Invitation.objects.filter(id=invitation.id)
    if end == "accepted":
        services.accept_invitation(user_id=str(ben.pk), token=mailed_token(invitation.id), at=now)
    elif end == "revoked":
        services.revoke_invitation(grant=grant_of(ada), invitation_id=invitation.id)
    else:
        row.update(expires_at=now)
        if end == "expired":
            services.expire_invitations(at=now)

    with pytest.raises(Outdated):
        invitation_words()


def test_those_who_run_it_are_told_who_joined_but_not_the_joiner(acme, ada, ben, join, make_user):
    admin = make_user()
    join("admin", admin)
    join("viewer")
    with published_by(actor_id=str(ben.pk), request_id=None):
        join("admin", ben)
    envelope = last_envelope("organizations.member_added.v1")

    words = render(announcements.MEMBER_ADDED, envelope.payload)

    told = people_told(announcements.MEMBER_ADDED.audience, envelope)
    assert told == [str(ada.pk), str(admin.pk)]
    assert words.subject == "Ben Cole joined Acme"
    assert words.text == "Ben Cole (ben@example.org) joined Acme as admin.\n"
    assert words.action_url == f"/organizations/{acme.id}/members"


def test_who_left_again_is_not_announced(acme, ben, join):
    join("member", ben)
    payload = last_envelope("organizations.member_added.v1").payload
    services.leave_organization(user_id=str(ben.pk), organization_id=acme.id)

    with pytest.raises(Outdated):
        render(announcements.MEMBER_ADDED, payload)


@pytest.mark.parametrize(
    ("name", "event"),
    [
        ("organizations.invitation", "organizations.invitation_created.v1"),
        ("organizations.member_added", "organizations.member_added.v1"),
    ],
)
def test_an_example_has_the_fields_of_its_event(acme, invitation, name, event):
    declared = registry[name]

    assert declared.event == event
    assert set(declared.example) == set(last_envelope(event).payload)
