# Definitions, as administrators see them.

admin-reload = Read again now
done-definitions-changed = The definitions were read again; what is good serves from now on.
done-definitions-unchanged = The definitions were read again; nothing in them has changed.
