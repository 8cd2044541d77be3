"""Who may do what in organizations: a row for every endpoint, written by hand."""

from dovetail.shared_kernel.testing.matrix import ADMINS, AUTHENTICATED, MEMBERS, NOT_VIEWERS

# What each actor is answered to an empty body; 422 says that the body came to be read.
ROWS = {
    "POST organizations": AUTHENTICATED.format(422),
    "GET organizations/{organization_id}": MEMBERS.format(200),
    "PATCH organizations/{organization_id}": ADMINS.format(200),
    "GET me/organizations": AUTHENTICATED.format(200),
    "DELETE me/organizations/{organization_id}": "401 404 204 204 204 409",
    "GET organizations/{organization_id}/members": NOT_VIEWERS.format(200),
    "PATCH organizations/{organization_id}/members/{member_id}": ADMINS.format(200),
    "DELETE organizations/{organization_id}/members/{member_id}": ADMINS.format(204),
    "GET organizations/{organization_id}/invitations": ADMINS.format(200),
    "POST organizations/{organization_id}/invitations": ADMINS.format(422),
    "GET organizations/{organization_id}/invitations/{invitation_id}": ADMINS.format(200),
    "DELETE organizations/{organization_id}/invitations/{invitation_id}": ADMINS.format(204),
    "GET organizations/{organization_id}/service-accounts": ADMINS.format(200),
    "POST organizations/{organization_id}/service-accounts": ADMINS.format(422),
    "GET organizations/{organization_id}/service-accounts/{service_account_id}": (
        ADMINS.format(200)
    ),
    "DELETE organizations/{organization_id}/service-accounts/{service_account_id}": (
        ADMINS.format(204)
    ),
    "POST organizations/{organization_id}/service-accounts/{service_account_id}/keys": (
        ADMINS.format(422)
    ),
    "DELETE organizations/{organization_id}/service-accounts/{service_account_id}/keys/{key_id}": (
        ADMINS.format(204)
    ),
    "POST invitations/accept": AUTHENTICATED.format(422),
}
