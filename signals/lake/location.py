"""How the place of the lake is written: a folder, or the URL of an object store without anything secret in it."""

from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

SCHEMES = ("s3", "gs", "gcs", "abfs", "abfss", "hdfs", "viewfs", "file")
"""What pyarrow's file systems know (pyarrow.fs.FileSystem.from_uri)."""
_PUBLIC_OPTIONS = {
    "allow_bucket_creation", "allow_bucket_deletion", "blob_storage_authority", "blob_storage_scheme",
    "buffer_size", "check_directory_existence_before_creation", "credential_kind", "default_block_size",
    "dfs_storage_authority", "dfs_storage_scheme", "enable_tls", "endpoint_override", "force_virtual_addressing",
    "region", "replication", "retry_limit_seconds", "scheme", "smart_defaults", "tls_ca_dir_path",
    "tls_ca_file_path", "user",
}  # fmt: skip
"""Options of such a URL that hold nothing secret."""
_IN_THE_ENVIRONMENT = (
    "the lake is a folder or the URL of an object store without key, password or token in it: those stay in the "
    "environment (AWS_ACCESS_KEY_ID, GOOGLE_APPLICATION_CREDENTIALS, AZURE_CLIENT_ID and the like)"
)


def lake_location(text: str) -> str:
    """The place as the program keeps it: a folder's absolute path, or the URL without a slash at its end.

    Raises ``ValueError``, which never repeats what may be secret.
    """
    if "://" not in text:
        return str(Path(text).expanduser().absolute())
    url = urlsplit(text)
    if url.scheme not in SCHEMES:
        raise ValueError(
            f"the lake is a folder or a URL that begins with {', '.join(f'{scheme}://' for scheme in SCHEMES)}"
        )
    if url.scheme == "file":
        if url.netloc not in ("", "localhost") or url.query or not url.path.startswith("/"):
            raise ValueError("the URL of a folder is written file:///folder")
        return url.path
    if _is_secret(url.username, url.password, url.scheme) or not _PUBLIC_OPTIONS.issuperset(
        name for name, _ in parse_qsl(url.query, keep_blank_values=True)
    ):
        raise ValueError(_IN_THE_ENVIRONMENT)
    if not url.hostname and url.scheme not in ("hdfs", "viewfs"):
        raise ValueError(f"the URL names no bucket: it is written {url.scheme}://bucket/folder")
    return text


def _is_secret(user: str | None, password: str | None, scheme: str) -> bool:
    """A user is Azure's way to name a container, and `anonymous` is nobody; of others it is half of a key."""
    return password is not None or (
        user not in (None, "", "anonymous") and not scheme.startswith("abfs") and scheme != "hdfs"
    )
