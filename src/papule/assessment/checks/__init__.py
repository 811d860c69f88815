"""The checks, one module each: a generator of findings and of what is lacking."""
