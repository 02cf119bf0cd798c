"""Private servers on loopback ports for tests, benches and a first look: Kafka, Redis and PostgreSQL."""
