"""The subcommands of `geo`, one module each, named as the command is."""
