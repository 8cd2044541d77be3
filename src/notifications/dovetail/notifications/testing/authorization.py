"""Who may do what in notifications: a row for every endpoint, written by hand."""

from dovetail.shared_kernel.testing.matrix import AUTHENTICATED, OWN

# What each actor is answered to an empty body; 422 says that the body came to be read.
ROWS = {
    "GET me/notifications": AUTHENTICATED.format(200),
    "GET me/notifications/counts": AUTHENTICATED.format(200),
    "GET me/notifications/{notification_id}": OWN.format(200),
    "PATCH me/notifications/{notification_id}": OWN.format(200),
    "POST me/notifications/mark-all": AUTHENTICATED.format(422),
}
