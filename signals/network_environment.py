"""Checks of the proxies and certificates in the environment: sentences that name the variable.

Libraries read these variables in their own ways: requests the proxies, REQUESTS_CA_BUNDLE and CURL_CA_BUNDLE; OpenSSL
(mail) and httpx (Prefect) SSL_CERT_FILE and SSL_CERT_DIR.
"""

import os
import ssl
from collections.abc import Mapping
from importlib.util import find_spec
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
CA_BUNDLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
OPENSSL_CERTIFICATES = ("SSL_CERT_FILE", "SSL_CERT_DIR")
SCHEMES = ("http", "https", "socks4", "socks4a", "socks5", "socks5h")


def is_loopback(host: str) -> bool:
    """Whether a host is this machine by its loopback address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.rstrip(".").rpartition(".")[2] == "localhost"  # RFC 6761 6.3


def proxies(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The proxies that are set, by the variable's name as it is written."""
    return {name: value for name, value in environment.items() if name.upper() in PROXIES and value}


def proxy_problem(proxy: str, *, socks_package: str = "socks", environment: Mapping[str, str] = os.environ) -> str:
    """Why a proxy cannot be used, naming its variable but not its value; empty where it can be used.

    Parameters
    ----------
    socks_package
        The module that a client needs for SOCKS: PySocks (socks) for requests, socksio for httpx.
    """
    names = [name for name, value in proxies(environment).items() if value in proxy]
    name = " and ".join(names) or "the system's proxy setting"
    try:
        url = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
        is_address = bool(url.hostname) and url.scheme.lower() in SCHEMES and (url.port or 1) > 0
    except ValueError:
        is_address = False
    if not is_address:
        return f"{name} is no proxy's address such as http://proxy.example.org:3128; correct or unset it"
    if url.scheme.lower().startswith("socks") and find_spec(socks_package) is None:
        package = {"socks": "PySocks"}.get(socks_package, socks_package)
        return f"{name} names a SOCKS proxy, which needs the Python package {package}: install it, or unset {name}"
    return ""


def certificate_problem(name: str, environment: Mapping[str, str] = os.environ) -> str:
    """What is wrong with the certificates that a variable names; empty: nothing, or it is not set."""
    path = Path(environment.get(name) or "")
    if not environment.get(name) or path.is_dir():
        return ""
    try:
        ssl.create_default_context(cafile=path)
    except OSError as error:  # ssl.SSLError is one, too
        what = "does not hold certificates in PEM" if isinstance(error, ssl.SSLError) else error.strerror
        return f"{name} names {path}, which cannot be used ({what}); correct or unset it"
    return ""


def problems(environment: Mapping[str, str] = os.environ) -> list[str]:
    """Everything that is wrong with the variables, a clause each."""
    clauses = [proxy_problem(proxy, environment=environment) for proxy in proxies(environment).values()]
    clauses += [certificate_problem(name, environment) for name in (*CA_BUNDLES, *OPENSSL_CERTIFICATES)]
    return list(dict.fromkeys(clause for clause in clauses if clause))


def describe(environment: Mapping[str, str] = os.environ) -> str:
    """The variables that are set, users and passwords of proxies left out; a sentence."""
    shown = [f"{name} {without_user(proxy)}" for name, proxy in proxies(environment).items()]
    names = [name for name in environment if name.upper() == "NO_PROXY" or name in (*CA_BUNDLES, *OPENSSL_CERTIFICATES)]
    shown += [f"{name} {environment[name]}" for name in names if environment[name]]
    if not shown:
        return "No proxy and no certificates of their own are set."
    return f"Set are {', '.join(shown)}; this machine itself is never asked through a proxy."


def without_user(url: str) -> str:
    """A URL in a form that may be shown: without user, password, query and fragment."""
    try:
        parts = urlsplit(url if "://" in url else f"//{url}")
        shown = parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()
    except ValueError:
        return "(no address)"
    return shown.removeprefix("//")
