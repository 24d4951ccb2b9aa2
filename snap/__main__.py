"""Run the command line with ``python -m latticework``."""

from latticework.cli import main

main(prog_name="latticework")
