"""SYNTHETIC answers of PubMed made after NLM's DTDs."""


def search_result(count: int, pmids: list[str], more: str = "") -> str:
    """An eSearchResult with a history, as NCBI sends it."""
    ids = "".join(f"<Id>{pmid}</Id>" for pmid in pmids)
    return (
        '<?xml version="1.0" encoding="UTF-8" ?>\n<!DOCTYPE eSearchResult PUBLIC "-//NLM//DTD esearch 20060628//EN" '
        '"https://eutils.ncbi.nlm.nih.gov/eutils/dtd/20060628/esearch.dtd">\n'
        f"<eSearchResult><Count>{count}</Count><RetMax>{len(pmids)}</RetMax><RetStart>0</RetStart><QueryKey>1</QueryKey>"
        f"<WebEnv>MCID_1</WebEnv><IdList>{ids}</IdList>{more}</eSearchResult>"
    )


def article(
    pmid: str,
    *,
    citation: str = "",
    within: str = "",
    title: str = "SYNTHETIC title.",
    dated: str = "<Year>2024</Year>",
) -> str:
    """A SYNTHETIC PubmedArticle made after NLM's DTD; ``within`` goes into Article, ``citation`` into MedlineCitation."""
    return (
        f'<PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="1">{pmid}</PMID><Article>'
        f"<Journal><JournalIssue><PubDate>{dated}</PubDate></JournalIssue><Title>SYNTHETIC journal</Title></Journal>"
        f"<ArticleTitle>{title}</ArticleTitle>{within}</Article>{citation}</MedlineCitation></PubmedArticle>"
    )


def article_set(*articles: str) -> str:
    """A PubmedArticleSet with NLM's DOCTYPE."""
    return (
        '<?xml version="1.0" ?>\n<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN" '
        '"https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">\n'
        f"<PubmedArticleSet>{''.join(articles)}</PubmedArticleSet>"
    )
