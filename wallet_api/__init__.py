"""The wallet service: it receives citizens' cards, keeps them sealed and shows what the citizen agrees to."""
