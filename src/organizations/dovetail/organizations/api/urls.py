"""The API of this context, to mount under `api/v1/`."""

from django.urls import path

from . import invitations, service_accounts, views

below = "organizations/<uuid:organization_id>"
service_account = f"{below}/service-accounts/<uuid:service_account_id>"

urlpatterns = [
    path("organizations", views.OrganizationsView.as_view()),
    path(below, views.OrganizationView.as_view()),
    path(f"{below}/members", views.MembersView.as_view()),
    path(f"{below}/members/<uuid:member_id>", views.MemberView.as_view()),
    path(f"{below}/invitations", invitations.InvitationsView.as_view()),
    path(f"{below}/invitations/<uuid:invitation_id>", invitations.InvitationView.as_view()),
    path(f"{below}/service-accounts", service_accounts.ServiceAccountsView.as_view()),
    path(service_account, service_accounts.ServiceAccountView.as_view()),
    path(f"{service_account}/keys", service_accounts.ServiceKeysView.as_view()),
    path(f"{service_account}/keys/<uuid:key_id>", service_accounts.ServiceKeyView.as_view()),
    path("invitations/accept", invitations.AcceptInvitationView.as_view()),
    path("me/organizations", views.MyOrganizationsView.as_view()),
    path("me/organizations/<uuid:organization_id>", views.MyOrganizationView.as_view()),
]
