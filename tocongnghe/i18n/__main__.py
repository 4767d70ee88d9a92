"""`python -m tocongnghe.i18n`: the translation commands without the rest of the program."""

from tocongnghe.i18n.commands import i18n

if __name__ == "__main__":
    i18n(prog_name="python -m tocongnghe.i18n")
