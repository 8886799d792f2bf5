"""外に出す文: a sentence that leaves the people it came from is let out by a second person.

A room declares which texts of which kind leave it (``outgoing.py``), checks them with ``checking`` before
saving, and asks for their release with ``services.ask_release``. What nobody let out is not shown beyond
the team that wrote it.
"""
