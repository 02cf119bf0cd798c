"""The REST interface, /api/v1 (CONTRACT.md). NL API Design Rules: kebab-case paths, camelCase fields, every error at once."""
