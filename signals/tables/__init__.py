"""The tables of a build that Python makes: every module here is imported by the build and registers its functions."""
