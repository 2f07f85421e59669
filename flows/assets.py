"""What the flows make, named for Prefect's lineage: the lake, the published file, the digest."""

LAKE = "nibwatch://lake"
PUBLISHED = "nibwatch://published-file"
DIGEST = "nibwatch://digest"
