"""What the commands share: errors as sentences, the language, the catalogue as the user put it right."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from backlot import lang

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from backlot.catalog import Catalog

__all__ = ["add_language", "guarded", "own_catalog", "tell"]


def add_language(parser: argparse.ArgumentParser, what: str = "language of what is said") -> None:
    """Add the option that chooses the language."""
    parser.add_argument("--lang", choices=lang.languages(), default=lang.FALLBACK, help=what)


def guarded(run: Callable[[argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
    """Return a command that says in a sentence what goes wrong, and then exits with 1."""

    def guarded_run(args: argparse.Namespace) -> int:
        # heavy, and not needed for --help
        from backlot.catalog.wording import word_error
        from backlot.errors import BacklotError

        try:
            return int(run(args))
        except BacklotError as error:
            tell(*word_error(error, args.lang))
        except BrokenPipeError:
            # whoever read the output has seen enough: `main` knows
            raise
        except OSError as error:
            reason = error.strerror or type(error).__name__
            tell(lang.word(args.lang, "cannot-save", {"reason": reason}))
        return 1

    return guarded_run


def own_catalog() -> Catalog:
    """Return the places, with the user's own corrections where they can be read."""
    from backlot.catalog import load_corrected
    from backlot.settings import geodata_dir

    catalog, error = load_corrected(geodata_dir())
    if error is not None:
        tell(str(error))
    return catalog


def tell(*sentences: str) -> None:
    """Say something beside what the command prints."""
    for sentence in sentences:
        print(sentence, file=sys.stderr)
