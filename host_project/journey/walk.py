"""A business day over HTTP: from the first sign-up to the declined card."""

import re
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from .client import WAIT_SECONDS, Answer, Client, Unexpected, quoted

API = "/api/v1"
CODE = re.compile(r"^\s*([A-Z0-9]{4}-?[A-Z0-9]{4})\s*$", re.MULTILINE)
TOKEN = re.compile(r"^\s*([A-Za-z0-9_-]{48})\s*$", re.MULTILINE)


@dataclass(slots=True)
class Person:
    """Somebody with an address of their own, so that the walk can be repeated."""

    name: str
    email: str
    password: str
    client: Client


@dataclass(slots=True)
class Walk:
    """The steps in their order; each says in a sentence what happens, then does it."""

    url: str
    say: Callable[[str], None]
    saw: Callable[[Answer], None]
    wait_seconds: float = WAIT_SECONDS
    suffix: str = field(default_factory=lambda: secrets.token_hex(3))
    people: dict[str, Person] = field(default_factory=dict)
    organization: str = ""
    subscription: str = ""

    def steps(self) -> Iterator[tuple[str, Callable[[], None]]]:
        yield "Ada signs up, and reads her code in the mail", lambda: self.sign_up("Ada")
        yield "Ada logs in", self.log_in
        yield "Ada creates an organization", self.create_organization
        yield "Ada sees the plans, and subscribes with a good card", self.subscribe
        yield "Invoice number one is paid", self.see_the_first_invoice
        yield "Ada invites Ben", self.invite
        yield "Ben signs up and accepts", self.accept
        yield "Ben's seat stands on the upcoming invoice", self.see_the_seat
        yield "Ada's inbox tells her", self.see_the_inbox
        yield "Ben may not read invoices", self.be_refused
        yield "A stranger finds no such organization", self.find_nothing
        yield "A month passes, and the card is declined", self.decline
        yield "The dunning mail arrives", self.be_reminded

    def all(self) -> None:
        """
        Walk every step.

        :raises Unexpected: at the first that goes otherwise.
        """
        for sentence, step in self.steps():
            self.say(sentence)
            step()

    @property
    def ada(self) -> Client:
        return self.people["Ada"].client

    @property
    def ben(self) -> Client:
        return self.people["Ben"].client

    @property
    def here(self) -> str:
        return f"{API}/organizations/{self.organization}"

    def sign_up(self, name: str) -> None:
        email = f"{name.lower()}-{self.suffix}@example.com"
        password = f"{secrets.token_urlsafe(12)} of {name}"
        client = Client(self.url, saw=self.saw, wait_seconds=self.wait_seconds)
        self.people[name] = Person(name, email, password, client)
        body = {"email": email, "password": password, "full_name": name}
        challenge = client.post(f"{API}/auth/signup", body, expect=202)
        code = self.read_mail(email, CODE)
        answer = {"challenge_id": challenge["id"], "code": code}
        verified = client.post(f"{API}/auth/email/verify", answer, expect=200)
        client.token = verified["tokens"]["access_token"]

    def log_in(self) -> None:
        ada = self.people["Ada"]
        body = {"email": ada.email, "password": ada.password}
        ada.client.token = None
        login = ada.client.post(f"{API}/auth/login", body, expect=200)
        ada.client.token = login["tokens"]["access_token"]
        ada.client.get(f"{API}/me")

    def create_organization(self) -> None:
        body = {"name": f"Analytical Engines {self.suffix}"}
        self.organization = self.ada.post(f"{API}/organizations", body, expect=201)["id"]
        self.ada.get(f"{API}/me/organizations")

    def subscribe(self) -> None:
        self.ada.get(f"{API}/billing/plans")
        self.pay_with("pm_ok")
        body = {"plan": "team"}
        answer = self.ada.post(f"{self.here}/billing/subscriptions", body, expect=201)
        self.subscription = answer["id"]

    def pay_with(self, token: str) -> None:
        body = {"gateway_token": token}
        self.ada.post(f"{self.here}/billing/payment-methods", body, expect=201)

    def see_the_first_invoice(self) -> None:
        self.ada.until(
            f"{self.here}/billing/invoices",
            lambda body: [one["status"] for one in body["invoices"]] == ["paid"],
            what="The payment of the first invoice",
        )

    def invite(self) -> None:
        body = {"email": f"ben-{self.suffix}@example.com", "role": "member"}
        self.ada.post(f"{self.here}/invitations", body, expect=201)

    def accept(self) -> None:
        self.sign_up("Ben")
        token = self.read_mail(self.people["Ben"].email, TOKEN)
        self.ben.post(f"{API}/invitations/accept", {"token": token}, expect=200)

    def see_the_seat(self) -> None:
        self.ada.until(
            f"{self.here}/billing/subscriptions/{self.subscription}/upcoming-invoice",
            lambda body: any(float(line["quantity"]) == 2 for line in body["lines"]),
            what="The second seat on the upcoming invoice",
        )

    def see_the_inbox(self) -> None:
        self.ada.until(
            f"{API}/me/notifications",
            lambda body: any("Ben" in one["title"] for one in body["notifications"]),
            what="A notification that Ben joined",
        )
        self.ada.get(f"{API}/me/notifications/counts")

    def be_refused(self) -> None:
        self.ben.get(f"{self.here}/billing/invoices", expect=403)

    def find_nothing(self) -> None:
        self.sign_up("Cleo")
        cleo = self.people["Cleo"].client
        for path in ("", "/members", "/billing/invoices"):
            cleo.get(f"{self.here}{path}", expect=404)

    def decline(self) -> None:
        self.pay_with("pm_declined")
        until = datetime.now(UTC) + timedelta(days=32)
        body = {"to": until.isoformat(timespec="seconds").replace("+00:00", "Z")}
        self.ada.post(f"{self.here}/billing/test-clock/advance", body, expect=200)
        self.ada.until(
            f"{self.here}/billing/invoices?status=open",
            lambda body: len(body["invoices"]) == 1,
            what="The renewal's invoice",
        )
        self.ada.until(
            f"{self.here}/billing/subscriptions/{self.subscription}",
            lambda body: body["status"] == "past_due",
            what="The declined payment",
        )

    def be_reminded(self) -> None:
        self.find_mail(self.people["Ada"].email, lambda mail: "fail" in mail["subject"].lower())

    def read_mail(self, address: str, pattern: re.Pattern[str]) -> str:
        """The part of a caught mail that a person would copy."""
        mail = self.find_mail(address, lambda mail: pattern.search(mail["text"]))
        match = pattern.search(mail["text"])
        if match is None:
            raise Unexpected(f"No code in the mail to {address}.")
        return match[1]

    def find_mail(self, address: str, is_it: Callable[[Any], Any]) -> Any:
        reader = Client(self.url, saw=self.saw, wait_seconds=self.wait_seconds)
        answer = reader.until(
            f"/mail.json?to={quoted(address)}",
            lambda body: any(is_it(mail) for mail in body["mails"]),
            what=f"The mail to {address}",
        )
        return next(mail for mail in answer["mails"] if is_it(mail))

    def mails_to(self, address: str) -> list[Any]:
        """Every caught mail to an address, the newest first."""
        mails: list[Any] = Client(self.url).get(f"/mail.json?to={quoted(address)}")["mails"]
        return mails
