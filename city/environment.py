"""What each part of a city is told by its environment."""

import json

from city.keys import Secrets
from city.layout import Layout
from city.ports import Addresses
from city.tls import trusted_tls_authority

_DEMO_SOURCE = "demo"


def service_environments(
    layout: Layout, *, addresses: Addresses, secrets: Secrets
) -> dict[str, dict[str, str]]:
    """The CITYWALLET_ variables of each service, by the service's name."""
    own = {
        "issuer": _issuer(layout, addresses=addresses, secrets=secrets),
        "wallet": _wallet(layout, addresses=addresses, secrets=secrets),
        "verifier": _verifier(layout, addresses=addresses, secrets=secrets),
        "identity": _identity(layout, addresses=addresses, secrets=secrets),
    }
    common = _common(layout, addresses)
    return {name: common | _tls_identity(name, layout, addresses) | one for name, one in own.items()}


def _common(layout: Layout, addresses: Addresses) -> dict[str, str]:
    services = (addresses.issuer, addresses.wallet, addresses.verifier, addresses.identity)
    authority = trusted_tls_authority(layout, addresses)
    tls = {} if authority is None else {"CITYWALLET_TLS_AUTHORITY": str(authority)}
    return tls | {
        "CITYWALLET_CHAIN_RPC_URL": f"http://127.0.0.1:{addresses.chain.port}",
        "CITYWALLET_ADDRESS_BOOK": str(layout.address_book.resolve()),
        "CITYWALLET_TRUST_ANCHORS": str(layout.trust_anchors.resolve()),
        # Loopback is refused to outgoing requests, except for the city's own parts.
        "CITYWALLET_OUTBOUND_ALLOWED_ORIGINS": ",".join(sorted({part.origin for part in services})),
    }


def _tls_identity(service: str, layout: Layout, addresses: Addresses) -> dict[str, str]:
    if not addresses.is_tls:
        return {}
    return {f"CITYWALLET_{service.upper()}_TLS_IDENTITY_FILE": str(layout.tls_identity.resolve())}


def _issuer(layout: Layout, *, addresses: Addresses, secrets: Secrets) -> dict[str, str]:
    keys = layout.keys.resolve()
    return {
        "CITYWALLET_ISSUER_PUBLIC_URL": addresses.issuer.url,
        "CITYWALLET_ISSUER_PORT": str(addresses.issuer.port),
        "CITYWALLET_ISSUER_TRUSTED_PROXIES": str(addresses.issuer_trusted_proxies),
        "CITYWALLET_ISSUER_DATABASE_URL": layout.database_url("issuer"),
        "CITYWALLET_ISSUER_SIGNING_KEYS": str(keys / "signing-keys.json"),
        "CITYWALLET_ISSUER_KEY_PASSPHRASE": secrets.key_passphrase,
        "CITYWALLET_ISSUER_SALT_SECRET": secrets.salt_secret,
        "CITYWALLET_ISSUER_ENCRYPTION_KEY_FILE": str(keys / "encryption.key.pem"),
        "CITYWALLET_ISSUER_ANCHOR_KEY_FILE": str(keys / "anchor.key"),
        "CITYWALLET_ISSUER_OFFICER_KEY": secrets.officer_key,
        "CITYWALLET_ISSUER_AUDITOR_KEY": secrets.auditor_key,
        "CITYWALLET_ISSUER_FOUNDER_KEY": secrets.founder_key,
        "CITYWALLET_ISSUER_OFFICE_KEY": secrets.office_key,
        # Whoever tries the city plays the officer, too, and wants to see the card come.
        "CITYWALLET_ISSUER_COLLECTION_INTERVAL_SECONDS": "2",
        "CITYWALLET_ISSUER_WALLETS": json.dumps(_wallets(addresses)),
        "CITYWALLET_ISSUER_IDENTITY_SOURCES": json.dumps(_identity_sources(addresses, secrets)),
    }


def _wallets(addresses: Addresses) -> dict[str, object]:
    """The city's wallet, as the issuer knows it."""
    wallet = addresses.wallet.url
    return {
        wallet: {
            "name_ko": "인천 시민지갑 (시연용)",
            "name_en": "Incheon citizen wallet (demonstration)",
            "redirect_uris": [f"{wallet}/sign-in/callback"],
        }
    }


def _identity_sources(addresses: Addresses, secrets: Secrets) -> dict[str, object]:
    """The demo provider, whose subjects are ids of the register."""
    return {
        _DEMO_SOURCE: {
            "kind": "openid_connect",
            "label_ko": "시연용 시민 로그인",
            "label_en": "Demo citizen sign-in",
            "issuer": addresses.identity.url,
            "client_id": addresses.issuer.url,
            "client_secret": secrets.identity_secret,
        }
    }


def _identity(layout: Layout, *, addresses: Addresses, secrets: Secrets) -> dict[str, str]:
    issuer = addresses.issuer.url
    party = {
        "secret": secrets.identity_secret,
        "redirect_uris": [f"{issuer}/sign-in/{_DEMO_SOURCE}/callback"],
    }
    return {
        "CITYWALLET_IDENTITY_PUBLIC_URL": addresses.identity.url,
        "CITYWALLET_IDENTITY_PORT": str(addresses.identity.port),
        "CITYWALLET_IDENTITY_PEOPLE_FILE": str(layout.people.resolve()),
        "CITYWALLET_IDENTITY_KEYS_FILE": str((layout.identity / "token-keys.json").resolve()),
        "CITYWALLET_IDENTITY_KEYS_PASSPHRASE": secrets.identity_passphrase,
        "CITYWALLET_IDENTITY_CLIENTS": json.dumps({issuer: party}),
    }


def _wallet(layout: Layout, *, addresses: Addresses, secrets: Secrets) -> dict[str, str]:
    return {
        "CITYWALLET_WALLET_PUBLIC_URL": addresses.wallet.url,
        "CITYWALLET_WALLET_PORT": str(addresses.wallet.port),
        "CITYWALLET_WALLET_DATABASE_URL": layout.database_url("wallet"),
        "CITYWALLET_WALLET_API_KEY": secrets.wallet_key,
        "CITYWALLET_WALLET_VAULT_KEY": secrets.vault_key,
        "CITYWALLET_WALLET_KEYS_DIR": str(layout.holder_keys.resolve()),
        "CITYWALLET_WALLET_CITY_ISSUER": addresses.issuer.url,
    }


def _verifier(layout: Layout, *, addresses: Addresses, secrets: Secrets) -> dict[str, str]:
    keys = layout.keys.resolve()
    return {
        "CITYWALLET_VERIFIER_PUBLIC_URL": addresses.verifier.url,
        "CITYWALLET_VERIFIER_PORT": str(addresses.verifier.port),
        "CITYWALLET_VERIFIER_DATABASE_URL": layout.database_url("verifier"),
        "CITYWALLET_VERIFIER_ACCESS_KEY_FILE": str(keys / "access.key.pem"),
        "CITYWALLET_VERIFIER_ACCESS_CHAIN_FILE": str(keys / "access.chain.pem"),
        "CITYWALLET_VERIFIER_API_KEY": secrets.verifier_key,
        "CITYWALLET_VERIFIER_AUDITOR_KEY": secrets.auditor_key,
        "CITYWALLET_VERIFIER_CREDENTIAL_ISSUER": addresses.issuer.url,
    }
