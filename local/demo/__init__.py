"""`make demo`: what a resident does with the app, in three acts, each step as the phone sees it."""
