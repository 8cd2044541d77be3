"""What people say of themselves."""

from dovetail.accounts.validators import is_language_tag, is_timezone
from dovetail.shared_kernel.api.requests import StrictSerializer, Text


class Profile(StrictSerializer):
    """What to change; what is absent stays."""

    full_name = Text(max_length=150, help_text="What the person is called.")
    locale = Text(
        max_length=35,
        validators=[is_language_tag],
        help_text="A language tag (BCP 47), such as `en` or `pt-BR`.",
    )
    timezone = Text(
        max_length=64,
        validators=[is_timezone],
        help_text="A name of the IANA database, such as `Europe/Lisbon`.",
    )
