"""The URLs of accounts."""

from django.urls import path

from . import views

urlpatterns = [
    path("auth/signup", views.SignUpView.as_view()),
    path("auth/email/verify", views.VerifyEmailView.as_view()),
    path("auth/email/resend", views.ResendCodeView.as_view()),
    path("auth/login", views.LogInView.as_view()),
    path("auth/login/code", views.LoginCodeView.as_view()),
    path("auth/login/code/confirm", views.ConfirmLoginCodeView.as_view()),
    path("auth/login/passkey/begin", views.BeginPasskeyLoginView.as_view()),
    path("auth/login/passkey", views.PasskeyLoginView.as_view()),
    path("auth/mfa/passkeys", views.PasskeysView.as_view()),
    path("auth/mfa/passkeys/begin", views.BeginPasskeyView.as_view()),
    path("auth/mfa/passkeys/<uuid:passkey_id>", views.OnePasskeyView.as_view()),
    path("auth/password/forgot", views.ForgotPasswordView.as_view()),
    path("auth/password/reset", views.ResetPasswordView.as_view()),
    path("auth/password/change", views.ChangePasswordView.as_view()),
    path("auth/password/set", views.SetPasswordView.as_view()),
    path("auth/email/change", views.ChangeEmailView.as_view()),
    path("auth/email/change/confirm", views.ConfirmEmailView.as_view()),
    path("auth/email/undo", views.UndoEmailView.as_view()),
    path("auth/token/refresh", views.RefreshView.as_view()),
    path("auth/logout", views.LogOutView.as_view()),
    path("auth/session", views.CurrentSessionView.as_view()),
    path("auth/sessions", views.SessionsView.as_view()),
    path("auth/sessions/revoke-others", views.RevokeOthersView.as_view()),
    path("auth/sessions/<uuid:session_id>", views.OneSessionView.as_view()),
    path("auth/reauthenticate", views.ReauthenticateView.as_view()),
    path("me/security-events", views.SecurityEventsView.as_view()),
    path("me", views.MeView.as_view()),
]
