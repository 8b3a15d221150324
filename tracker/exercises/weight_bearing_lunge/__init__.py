"""The weight-bearing lunge: dorsiflexion with the knee to the wall."""
