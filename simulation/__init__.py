"""The city in a simulated world: one thread, one clock, one seed. Everything that runs in it is the product itself."""
