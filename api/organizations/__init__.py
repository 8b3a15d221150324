"""Organizations: their members, roles, invitations and teams."""
