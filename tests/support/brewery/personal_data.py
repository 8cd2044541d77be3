"""What an app of a project holds of people: regulars, in memory."""

from dovetail.shared_kernel.personal_data import Holding, Section, hold

regulars = {}


def export(subject):
    yield Section("regulars", [regulars[subject.user_id]] if subject.user_id in regulars else [])


def erase(subject):
    regulars.pop(subject.user_id, None)


hold(
    Holding(
        context="brewery",
        holds="Who comes often.",
        erases="All of it.",
        keeps="",
        export=export,
        erase=erase,
    )
)
