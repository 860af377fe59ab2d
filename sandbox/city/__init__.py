"""What the city's two systems have in common: records, service calls, notifications, bad days, pages.

The card system (`sandbox.cards`) and the family register (`sandbox.families`) are programs of their own, each with
its port, its file and its key. Their protocol is ours: the city's own is not public.
"""
