"""Filters, onsets, integration, orientation and quality: functions of arrays."""
