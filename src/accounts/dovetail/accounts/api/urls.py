"""The URLs of accounts."""

from django.urls import path

from . import views

urlpatterns = [
    path("auth/signup", views.SignUpView.as_view()),
    path("auth/email/verify", views.VerifyEmailView.as_view()),
    path("auth/email/resend", views.ResendCodeView.as_view()),
    path("auth/login", views.LogInView.as_view()),
    path("auth/token/refresh", views.RefreshView.as_view()),
    path("auth/logout", views.LogOutView.as_view()),
    path("me", views.MeView.as_view()),
]
