"""What is measured on isometric pushes, besides what they share with jumps and balance."""

from tracker.metrics.quantity import quantity

ISOMETRIC = (
    quantity(
        "peak_force_net",
        "Push",
        "N",
        "effort",
        "Largest force of a push above what was there before it (low-passed at 40 Hz).",
        "derived",
        mdc95=118.0,
        mdc_source="isometric plantar flexion, Glaied & Whiteley 2025",
    ),
    quantity(
        "peak_force_relative",
        "Peak force / kg",
        "N/kg",
        "effort",
        "Peak force divided by body mass.",
        "derived",
    ),
    quantity(
        "peak_force_body_weight",
        "Peak force / weight",
        "1",
        "effort",
        "Peak force in multiples of body weight.",
        "derived",
        decimals=2,
    ),
    quantity(
        "hold_force",
        "Held force",
        "N",
        "effort",
        "Mean force above what was there before, while it is more than half of the push's peak.",
        "derived",
    ),
    quantity(
        "best_force",
        "Best push",
        "N",
        "set",
        "Peak of the strongest push, above what was there before it.",
        "derived",
        mdc95=118.0,
        mdc_source="isometric plantar flexion, Glaied & Whiteley 2025",
    ),
    quantity(
        "force_fatigue",
        "Force loss",
        "%",
        "set",
        "100 x (strongest push - last push) / strongest push; needs three pushes.",
        "derived",
    ),
    quantity(
        "symmetry_force",
        "Force symmetry",
        "%",
        "set",
        "Limb symmetry index of the best push: involved / uninvolved x 100; where the recording "
        "does not say which leg is the involved one, the weaker over the stronger.",
        "convention; Silbernagel 2010",
    ),
)
