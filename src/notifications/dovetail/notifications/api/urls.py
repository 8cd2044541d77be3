from django.urls import path

from . import inbox

urlpatterns = [
    path("me/notifications", inbox.NotificationsView.as_view()),
    path("me/notifications/counts", inbox.NotificationCountsView.as_view()),
    path("me/notifications/mark-all", inbox.MarkAllNotificationsView.as_view()),
    path("me/notifications/<uuid:notification_id>", inbox.NotificationView.as_view()),
]
