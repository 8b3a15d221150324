"""Range of the ankle in long sitting: plantar flexion and passive dorsiflexion."""
