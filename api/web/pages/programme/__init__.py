"""An athlete's programme, and the form that changes it."""
