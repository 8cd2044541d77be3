from django.urls import path

from dovetail.billing.api import catalog

urlpatterns = [
    path("billing/plans", catalog.PlansView.as_view()),
    path("billing/plans/<slug:code>", catalog.PlanView.as_view()),
]
