# Filling in, checking and submitting an application.

problem-time-over = The time for filling in this form is up. Everything is kept: extend the time, then go on.
problem-attachment-wait = Too many uploads at once. Wait { $seconds } seconds, then upload this file again.
problem-attachment-not-kept = This file could not be kept. Upload it again in a moment; everything else is saved.
problem-draft-too-large = All answers together are too long: at most { $limit } KB are kept. What you typed is still on this page, but is not saved yet. Please shorten it.
