"""The URLs of accounts."""

from django.urls import include, path, register_converter

from . import converters, views

register_converter(converters.UserKey, "user_key")

service_account = "service-accounts/<user_key:service_user_id>"

# Below one prefix each, so that a request for anything else compares its path with few.
auth = [
    path("signup", views.SignUpView.as_view()),
    path("email/verify", views.VerifyEmailView.as_view()),
    path("email/resend", views.ResendCodeView.as_view()),
    path("login", views.LogInView.as_view()),
    path("login/code", views.LoginCodeView.as_view()),
    path("login/code/confirm", views.ConfirmLoginCodeView.as_view()),
    path("login/passkey/begin", views.BeginPasskeyLoginView.as_view()),
    path("login/passkey", views.PasskeyLoginView.as_view()),
    path("login/mfa/passkey/begin", views.BeginPasskeyMfaView.as_view()),
    path("login/mfa/passkey", views.CompletePasskeyMfaView.as_view()),
    path("login/enrollment/passkey", views.BeginPasskeyEnrollmentView.as_view()),
    path("login/enrollment/passkey/confirm", views.CompletePasskeyEnrollmentView.as_view()),
    path("mfa/passkeys", views.PasskeysView.as_view()),
    path("mfa/passkeys/begin", views.BeginPasskeyView.as_view()),
    path("mfa/passkeys/<uuid:passkey_id>", views.OnePasskeyView.as_view()),
    path("login/mfa", views.CompleteMfaView.as_view()),
    path("login/enrollment/totp", views.BeginEnrollmentView.as_view()),
    path("login/enrollment/totp/confirm", views.CompleteEnrollmentView.as_view()),
    path("providers", views.ProvidersView.as_view()),
    path("login/oidc/<slug:provider>/begin", views.BeginFederatedLoginView.as_view()),
    path("login/oidc/finish", views.FinishFederatedLoginView.as_view()),
    path("identities", views.IdentitiesView.as_view()),
    path("identities/<slug:provider>/begin", views.BeginLinkingView.as_view()),
    path("identities/finish", views.LinkIdentityView.as_view()),
    path("identities/<uuid:identity_id>", views.OneIdentityView.as_view()),
    path("password/forgot", views.ForgotPasswordView.as_view()),
    path("password/reset", views.ResetPasswordView.as_view()),
    path("password/change", views.ChangePasswordView.as_view()),
    path("password/set", views.SetPasswordView.as_view()),
    path("email/change", views.ChangeEmailView.as_view()),
    path("email/change/confirm", views.ConfirmEmailView.as_view()),
    path("email/undo", views.UndoEmailView.as_view()),
    path("token/refresh", views.RefreshView.as_view()),
    path("logout", views.LogOutView.as_view()),
    path("session", views.CurrentSessionView.as_view()),
    path("sessions", views.SessionsView.as_view()),
    path("sessions/revoke-others", views.RevokeOthersView.as_view()),
    path("sessions/<uuid:session_id>", views.OneSessionView.as_view()),
    path("mfa", views.MfaView.as_view()),
    path("mfa/totp", views.TotpView.as_view()),
    path("mfa/totp/confirm", views.ConfirmTotpView.as_view()),
    path("mfa/recovery-codes", views.RecoveryCodesView.as_view()),
    path("reauthenticate", views.ReauthenticateView.as_view()),
    path("api-keys", views.ApiKeysView.as_view()),
    path("api-keys/<uuid:api_key_id>", views.ApiKeyView.as_view()),
    path("api-keys/<uuid:api_key_id>/rotate", views.RotateApiKeyView.as_view()),
    path("reauthenticate/passkey/begin", views.BeginPasskeyReauthenticationView.as_view()),
    path("reauthenticate/passkey", views.PasskeyReauthenticationView.as_view()),
]
admin = [
    path("users", views.UsersView.as_view()),
    path("users/<user_key:user_id>", views.UserView.as_view()),
    path("users/<user_key:user_id>/deactivate", views.DeactivateUserView.as_view()),
    path("users/<user_key:user_id>/reactivate", views.ReactivateUserView.as_view()),
    path("users/<user_key:user_id>/revoke-sessions", views.RevokeSessionsView.as_view()),
    path("users/<user_key:user_id>/send-password-reset", views.SendResetView.as_view()),
    path("users/<user_key:user_id>/impersonate", views.ImpersonateUserView.as_view()),
    path("impersonation", views.ImpersonationView.as_view()),
]

urlpatterns = [
    path("auth/", include(auth)),
    path("admin/", include(admin)),
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
