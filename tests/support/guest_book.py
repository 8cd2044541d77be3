"""An app of a project that keeps a guest book, for the time of a test."""

from contextlib import contextmanager

from dovetail.shared_kernel.personal_data import Holding, Section, Veto, hold
from dovetail.shared_kernel.personal_data._registry import _registry


class GuestBook:
    """What it holds, whether it objects, and what it was asked."""

    def __init__(self):
        self.pages = ["page 1"]
        self.veto = None
        self.failure = None
        self.unreadable = None
        self.erased = []
        self.holding = Holding(
            context="guest_book",
            holds="Pages.",
            erases="Pages.",
            keeps="",
            export=self._export,
            erase=self._erase,
            vetoes=lambda subject: [self.veto] if self.veto else [],
        )

    def object_with(self, code, detail):
        self.veto = Veto(code, detail)

    def _export(self, subject):
        if subject.user_id == self.unreadable:
            raise RuntimeError("The ink is gone.")
        return [Section("pages", iter(self.pages))]

    def _erase(self, subject):
        if self.failure:
            raise self.failure
        self.erased.append(subject)


@contextmanager
def guest_book():
    book = GuestBook()
    hold(book.holding)
    try:
        yield book
    finally:
        del _registry["guest_book"]
