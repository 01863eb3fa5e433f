"""Schemes, periods, states, indicators, classes and pace: pure arithmetic that imports none of its neighbours."""
