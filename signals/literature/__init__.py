"""The evidence from outside the reports: coded animal studies and human reports."""
