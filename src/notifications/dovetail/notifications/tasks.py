from dovetail.shared_kernel.jobs import Budget, job

from . import services


@job("notifications.send_mail", every=1)
def send_mail(budget: Budget) -> int:
    """Send the mails that are due."""
    return services.send_mail(budget=budget)


@job("notifications.purge", every=3600)
def purge(budget: Budget) -> int:
    """Delete old notifications and finished deliveries."""
    return services.purge(budget=budget)
