"""The people of a club: members, athletes, teams, invitations."""
