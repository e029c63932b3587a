"""Cases that went wrong in use, tried from outside (pages, commands, files), so that they run against any version.

`python -m tests.found.against CHECKOUT` runs them in another one, and prints number by number what came.
"""
