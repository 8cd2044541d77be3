from dovetail.shared_kernel.errors import NotFound


class NotificationNotFound(NotFound):
    """There is no such notification in your inbox."""
