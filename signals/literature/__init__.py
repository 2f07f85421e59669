"""The evidence from outside FAERS: coded animal studies and human reports."""
