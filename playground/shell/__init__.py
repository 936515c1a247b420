"""The shell: one command per file, each with `add_arguments(parser)` and `main(arguments) -> exit code`."""
