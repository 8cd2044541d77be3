"""The API of this context, to mount under `api/v1/`."""

from django.urls import path

from . import invitations, views

below = "organizations/<uuid:organization_id>"

urlpatterns = [
    path("organizations", views.OrganizationsView.as_view()),
    path(below, views.OrganizationView.as_view()),
    path(f"{below}/members", views.MembersView.as_view()),
    path(f"{below}/members/<uuid:member_id>", views.MemberView.as_view()),
    path(f"{below}/invitations", invitations.InvitationsView.as_view()),
    path(f"{below}/invitations/<uuid:invitation_id>", invitations.InvitationView.as_view()),
    path("invitations/accept", invitations.AcceptInvitationView.as_view()),
    path("me/organizations", views.MyOrganizationsView.as_view()),
    path("me/organizations/<uuid:organization_id>", views.MyOrganizationView.as_view()),
]
