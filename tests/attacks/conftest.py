from hypothesis import settings

# A loaded machine is not a counterexample.
settings.register_profile("no_deadline", deadline=None)
settings.load_profile("no_deadline")
