"""What every page needs and no room owns: guards, transactions, form fields, errors, languages, headers."""
