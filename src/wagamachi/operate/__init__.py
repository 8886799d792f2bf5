"""Running the house: preparing the database, serving, the fictional city, backup and restore.

Everything here is reached through the ``wagamachi`` command; nothing here knows about casework.
"""
