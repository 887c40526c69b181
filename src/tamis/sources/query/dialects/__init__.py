"""What each platform's language is made of: operators, wildcards, field tags, their documents."""
