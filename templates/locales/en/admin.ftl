# Definitions, as administrators see them.

admin-reload = Read again now
done-definitions-changed = The definitions were read again; what is good serves from now on.
done-definitions-unchanged = The definitions were read again; nothing in them has changed.

# Workflows that failed while they ran.
failures-title = A workflow failed
failures-words = A function of its script broke, ran beyond its limits or chose what it may not. The applications stayed as they were; put the script right, and what was refused can be done again. This list begins anew when the service starts.
failures-times = { $count } times
