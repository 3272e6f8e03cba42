"""Files from elsewhere, read row by row whatever their encoding, delimiter and column names."""
