"""The success core: how an account is, what became true, and what follows. Values in, values out."""
