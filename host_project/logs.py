"""Logs that name the request they belong to."""

import logging

from dovetail.shared_kernel.api.middleware import current_request_id


class RequestIdFilter(logging.Filter):
    """Gives each log record the id of the request that it belongs to."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = current_request_id() or "-"
        return True
