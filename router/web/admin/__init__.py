"""Pages for who looks after the rules: leads and administrators."""
