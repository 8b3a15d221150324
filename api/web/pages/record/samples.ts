// Counts of a sensor's converter to what the page draws.

import type { Configuration } from "./codecs/configuration";
import type { Sample } from "./source";

/** One sample by its channels' names; none of kinds that the page does not draw. */
export function sampleOf(
  configuration: Configuration,
  counts: readonly number[],
  timeMs: number,
): Sample[] {
  const value = (name: string): number => {
    const at = configuration.channels.findIndex((one) => one.name === name);
    return (counts[at] ?? 0) * (configuration.channels[at]?.scale ?? 0);
  };
  if (configuration.kind === "force_plate") {
    return [{ kind: "force", timeMs, newtons: value("fz") }];
  }
  if (configuration.kind !== "imu") return [];
  return [
    {
      kind: "imu",
      timeMs,
      acc: [value("acc_x"), value("acc_y"), value("acc_z")],
      gyr: [value("gyr_x"), value("gyr_y"), value("gyr_z")],
    },
  ];
}
