"""What we do about what others announce."""

from dovetail.shared_kernel.announcements import Announcement
from dovetail.shared_kernel.events import Envelope

from . import services


class InboxAndMail:
    """Announcements become notifications in the inbox, and mails that a job sends."""

    def announce(self, announcement: Announcement, envelope: Envelope) -> None:
        services.tell(announcement=announcement, envelope=envelope)
