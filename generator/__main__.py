"""`python -m generator` is `control-lists`."""

from generator.cli import main

main(prog_name="control-lists")
