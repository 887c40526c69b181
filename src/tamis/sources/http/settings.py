"""Who is asking, with which keys, and where the services are.

A person's e-mail address stands in TAMIS_EMAIL or in `config.toml` of the user's configuration
folder; keys stand in the environment only. `TAMIS_<SERVICE>_URL` names another base for a service
(a proxy, a simulated one), `TAMIS_<SERVICE>_RATE` other requests a second; on the service's own
address only fewer than it allows.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import tamis
from tamis.model.errors import InvalidFile, UnknownName
from tamis.sources.http.services import SERVICES, Service

TOOL = "tamis"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Who is asking and where. `keys`, `bases` and `rates` are by service name."""

    email: str = ""
    keys: Mapping[str, str] = field(default_factory=dict, repr=False)
    bases: Mapping[str, str] = field(default_factory=dict)
    rates: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def of_user(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Read the environment and the user's config.toml.

        Raises:
            InvalidFile: config.toml is not TOML, or its `email` is no text.
            UnknownName: A rate is no positive number, or an address no web address.
        """
        env = os.environ if environment is None else environment
        return cls(
            email=env.get("TAMIS_EMAIL", "") or _configured(env),
            keys={
                s.name: env[s.key_variable] for s in SERVICES.values() if env.get(s.key_variable)
            },
            bases={
                name: _address(f"TAMIS_{name.upper()}_URL", found)
                for name in SERVICES
                if (found := env.get(f"TAMIS_{name.upper()}_URL"))
            },
            rates={
                name: _rate(f"TAMIS_{name.upper()}_RATE", found)
                for name in SERVICES
                if (found := env.get(f"TAMIS_{name.upper()}_RATE"))
            },
        )

    def base(self, service: Service) -> str:
        """Where a service's paths begin."""
        return self.bases.get(service.name, service.base).rstrip("/")

    def rate(self, service: Service) -> float:
        """Requests a second, at first."""
        allowed = service.rate
        if service.keyed_rate and self.keys.get(service.name):
            allowed = service.keyed_rate
        wanted = self.rates.get(service.name, allowed)
        return wanted if self.base(service) != service.base.rstrip("/") else min(wanted, allowed)

    def agent(self) -> str:
        """The User-Agent: program, version, and whom to write to."""
        who = f" (mailto:{self.email})" if self.email else ""
        return f"{TOOL}/{tamis.__version__}{who}"

    def added(self, service: Service) -> tuple[tuple[str, str], ...]:
        """The parameters that say who asks; they are sent and never kept."""
        pairs = (
            (service.tool_as, TOOL),
            (service.email_as, self.email),
            (service.key_as, self.keys.get(service.name, "")),
        )
        return tuple((name, value) for name, value in pairs if name and value)

    def without_secrets(self, text: str) -> str:
        """A text with every key in it blotted out."""
        for key in self.keys.values():
            text = text.replace(key, "…")
        return text

    def clean(self, body: bytes) -> bytes:
        """A body with every key in it blotted out: some services repeat a caller's key."""
        for key in self.keys.values():
            body = body.replace(key.encode(), b"[key]")
        return body


def _configured(env: Mapping[str, str]) -> str:
    home = env.get("XDG_CONFIG_HOME") or str(Path(env.get("HOME") or Path.home()) / ".config")
    path = Path(home) / TOOL / "config.toml"
    if not path.is_file():
        return ""
    try:
        found = tomllib.loads(path.read_text("utf-8")).get("email", "")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidFile(path, [str(error)]) from error
    if not isinstance(found, str):
        raise InvalidFile(path, ["`email` must be a text"])
    return found


def _address(name: str, text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise UnknownName(f"web address in {name}", text, ("https://…", "http://127.0.0.1:PORT/…"))
    return text


def _rate(name: str, text: str) -> float:
    try:
        rate = float(text)
    except ValueError:
        rate = 0.0
    if not 0 < rate < 1e6:
        raise UnknownName(f"rate in {name}", text, ("a number of requests a second, such as 3",))
    return rate
