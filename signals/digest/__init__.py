"""The weekly digest: what a published file says this week, as a mail that names its queries."""
