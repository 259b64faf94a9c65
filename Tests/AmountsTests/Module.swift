// Amounts
