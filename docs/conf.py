"""Sphinx settings of the manual: ``sphinx-build -n -W --keep-going -b html docs build/docs``."""

import sys
from importlib.metadata import metadata
from pathlib import Path

# The directives that write the reference pages from the code.
sys.path.insert(0, str(Path(__file__).parent))

_PACKAGE = metadata("calf-tracker")

project = "calf-tracker"
author = "The calf-tracker developers"
version = release = _PACKAGE["Version"]
copyright = author  # noqa: A001 (Sphinx reads this name)

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "reference"]
exclude_patterns = ["_static"]
nitpicky = True
# Two hyphens are an option of a command.
smartquotes = False

html_theme = "furo"
html_title = "calf-tracker"
html_static_path = ["_static"]
html_css_files = ["manual.css"]
html_copy_source = False
html_show_sphinx = False
# The site fetches nothing from elsewhere: no fonts, no scripts, no icons.
html_theme_options = {"footer_icons": []}

myst_enable_extensions = ["attrs_inline", "deflist", "fieldlist"]
# Headings down to this level can be linked to as ``page.md#heading``.
myst_heading_anchors = 4

# Docstrings have names of parameters and modules in single backticks.
default_role = "literal"
autodoc_typehints = "description"
python_use_unqualified_type_names = True
autodoc_member_order = "bysource"
autodoc_preserve_defaults = True
napoleon_google_docstring = False
napoleon_use_rtype = False
# Type names of other packages, and our own private aliases, have no page here to link to.
nitpick_ignore_regex = [
    (r"py:.*", r"(numpy|pandas|np|pd|datetime|pathlib|collections|typing|NDArray|Path)\b.*"),
    (r"py:.*", r".*\b_[A-Z]\w*"),
]
