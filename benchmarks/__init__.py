"""Side-by-side measurements. ``make bench`` runs them all, ``make bench BENCH=whole_way`` one of them."""
