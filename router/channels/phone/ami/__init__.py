"""Asterisk over AMI: what its queues do, as call events; and ringing for an agent."""
