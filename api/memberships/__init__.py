"""Who belongs to which organization, as what; all that is below athletes and above accounts."""
