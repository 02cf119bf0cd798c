"""Operations: how each team stands, for who watches the queues."""
