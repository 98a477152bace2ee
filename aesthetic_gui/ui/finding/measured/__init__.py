"""The filter by what was measured: one pill of the filter row, and what it opens."""
