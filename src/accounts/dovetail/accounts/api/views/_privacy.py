"""A copy of what is held of the caller, and its end."""

from uuid import UUID

from django.http import HttpResponseNotModified, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import parse_etags
from rest_framework.request import Request
from rest_framework.response import Response

from dovetail.accounts import errors, events, repositories, services, transports
from dovetail.shared_kernel.api.openapi import operation
from dovetail.shared_kernel.api.views import AUTHENTICATED

from ._base import NEEDS_RECENT, NEEDS_SESSION, SessionView


class ExportsView(SessionView):
    """Copies of what is held of the caller."""

    recent = frozenset({"POST"})

    @operation(
        "request_export",
        responses={202: transports.DataExport},
        refusals=NEEDS_RECENT,
        publishes=(events.DataExportRequested.name,),
    )
    def post(self, request: Request) -> Response:
        """
        Ask for a copy of what is held of the caller.

        `Location` is where it is told when it is ready. A new copy replaces the one before.
        """
        asked = services.request_export(actor=self.actor)
        return self.accepted(asked, location=f"{request.path}/{asked.id}")


class ExportView(SessionView):
    """One of them."""

    permissions = {"GET": AUTHENTICATED}

    @operation(
        "get_export",
        responses=transports.DataExport,
        refusals=(*NEEDS_SESSION, errors.ExportNotFound),
    )
    def get(self, request: Request, export_id: UUID) -> Response:
        """Get how an export of the caller stands."""
        return self.ok(repositories.get_export(self.user_id, export_id))


class ExportDocumentView(SessionView):
    """What it holds."""

    permissions = {"GET": AUTHENTICATED}
    recent = frozenset({"GET"})

    @operation(
        "get_export_document",
        responses=transports.PersonalData,
        refusals=(
            *NEEDS_RECENT,
            errors.ExportNotFound,
            errors.ExportNotReady,
            errors.ExportExpired,
        ),
    )
    def get(self, request: Request, export_id: UUID) -> HttpResponseBase:
        """Get the document of an export, while it is kept."""
        parts = repositories.read_export(self.user_id, export_id)
        etag = f'"{export_id.hex}"'  # a document never changes
        if etag in parse_etags(request.headers.get("If-None-Match", "")):
            return HttpResponseNotModified(headers={"ETag": etag})
        return StreamingHttpResponse(
            parts,
            content_type="application/json",
            headers={
                "ETag": etag,
                "Content-Disposition": 'attachment; filename="personal-data.json"',
            },
        )


class ErasureView(SessionView):
    """The end of what is held of the caller."""

    permissions = {"GET": AUTHENTICATED, "POST": AUTHENTICATED, "DELETE": AUTHENTICATED}
    recent = frozenset({"POST"})

    @operation("get_erasure", responses=transports.Erasure, refusals=NEEDS_SESSION)
    def get(self, request: Request) -> Response:
        """Get whether the caller is going to be erased, and when."""
        return self.ok(repositories.get_erasure(self.user_id))

    @operation(
        "request_erasure",
        responses={202: transports.Erasure},
        refusals=(*NEEDS_RECENT, errors.ErasurePending, errors.ErasureVetoed),
        publishes=(events.ErasureRequested.name,),
    )
    def post(self, request: Request) -> Response:
        """
        Ask to be erased.

        Until it is due nothing changes, and it can be canceled. `reasons` of a veto says by
        context, code and detail what has to be done first.
        """
        asked = services.request_erasure(actor=self.actor)
        return self.accepted(asked, location=request.path)

    @operation(
        "cancel_erasure",
        responses={204: None},
        refusals=(*NEEDS_SESSION, errors.NoErasurePending),
        publishes=(events.ErasureCanceled.name,),
    )
    def delete(self, request: Request) -> Response:
        """Change one's mind."""
        services.cancel_erasure(actor=self.actor)
        return self.no_content()
