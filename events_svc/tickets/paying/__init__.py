"""How buyers pay: the accounts at providers, the beginning and the end of a payment, the comparison of books."""
