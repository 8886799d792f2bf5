"""Turns the city's plain facts into rows, exactly as the services would have left them."""
