"""Cases that went wrong in use, tried from outside (pages, commands, files), so that they run against any version."""
