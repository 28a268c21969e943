# How this service speaks of itself.

site-name = Venues
portal-title = Venues
portal-lead = Apply for a room and follow the review.
