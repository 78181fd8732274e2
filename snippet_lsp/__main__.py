"""`python -m snippet_lsp`."""

from .cli import main

if __name__ == "__main__":
    main()
