"""The URLs of accounts."""

from django.urls import path, register_converter

from . import converters, views

register_converter(converters.UserKey, "user_key")

service_account = "service-accounts/<user_key:service_user_id>"

urlpatterns = [
    path("auth/signup", views.SignUpView.as_view()),
    path("auth/email/verify", views.VerifyEmailView.as_view()),
    path("auth/email/resend", views.ResendCodeView.as_view()),
    path("auth/login", views.LogInView.as_view()),
    path("auth/login/code", views.LoginCodeView.as_view()),
    path("auth/login/code/confirm", views.ConfirmLoginCodeView.as_view()),
    path("auth/login/mfa", views.CompleteMfaView.as_view()),
    path("auth/login/enrollment/totp", views.BeginEnrollmentView.as_view()),
    path("auth/login/enrollment/totp/confirm", views.CompleteEnrollmentView.as_view()),
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
    path("auth/mfa", views.MfaView.as_view()),
    path("auth/mfa/totp", views.TotpView.as_view()),
    path("auth/mfa/totp/confirm", views.ConfirmTotpView.as_view()),
    path("auth/mfa/recovery-codes", views.RecoveryCodesView.as_view()),
    path("auth/reauthenticate", views.ReauthenticateView.as_view()),
    path("auth/api-keys", views.ApiKeysView.as_view()),
    path("auth/api-keys/<uuid:api_key_id>", views.ApiKeyView.as_view()),
    path("auth/api-keys/<uuid:api_key_id>/rotate", views.RotateApiKeyView.as_view()),
    path("admin/users", views.UsersView.as_view()),
    path("admin/users/<user_key:user_id>", views.UserView.as_view()),
    path("admin/users/<user_key:user_id>/deactivate", views.DeactivateUserView.as_view()),
    path("admin/users/<user_key:user_id>/reactivate", views.ReactivateUserView.as_view()),
    path("admin/users/<user_key:user_id>/revoke-sessions", views.RevokeSessionsView.as_view()),
    path("admin/users/<user_key:user_id>/send-password-reset", views.SendResetView.as_view()),
    path("admin/users/<user_key:user_id>/impersonate", views.ImpersonateUserView.as_view()),
    path("admin/impersonation", views.ImpersonationView.as_view()),
    path("service-accounts", views.ServiceAccountsView.as_view()),
    path(service_account, views.ServiceAccountView.as_view()),
    path(f"{service_account}/keys", views.ServiceKeysView.as_view()),
    path(f"{service_account}/keys/<uuid:api_key_id>", views.ServiceKeyView.as_view()),
    path(f"{service_account}/keys/<uuid:api_key_id>/rotate", views.RotateServiceKeyView.as_view()),
    path("me/security-events", views.SecurityEventsView.as_view()),
    path("me/exports", views.ExportsView.as_view()),
    path("me/exports/<uuid:export_id>", views.ExportView.as_view()),
    path("me/exports/<uuid:export_id>/document", views.ExportDocumentView.as_view()),
    path("me/erasure", views.ErasureView.as_view()),
    path("me", views.MeView.as_view()),
]
