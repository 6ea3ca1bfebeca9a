"""
Print a tour, or the whole map, as one page set: `to_print`.

One HTML file without any script, address or outside font; the browser prints it, or makes a PDF of it.
"""

from backlot.takeaway.paper.book import to_print
from backlot.takeaway.paper.pack import PaperChoice

__all__ = ["PaperChoice", "to_print"]
