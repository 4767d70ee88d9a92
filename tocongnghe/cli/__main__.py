"""`python -m tocongnghe.cli`: the same commands, for children that `serve` starts."""

from tocongnghe.cli import main

if __name__ == "__main__":
    main()
