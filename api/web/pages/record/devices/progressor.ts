// How to talk with Tindeq's Progressor.

import { HostTimes } from "../clock";
import type { Gatt } from "../gatt";
import type { Bytes } from "../journal";
import { encodeConfiguration, type Configuration } from "../codecs/configuration";
import * as codec from "../codecs/progressor";
import { sampleOf } from "../samples";
import type { Decoded, Device, DeviceKind } from "./device";

class Progressor implements Device {
  readonly profile = "progressor";
  readonly kind = "force_plate";
  readonly firmware = null;
  private readonly times = new HostTimes(2 ** 32);

  constructor(
    private readonly gatt: Gatt,
    private readonly packet: (payload: Bytes) => void,
  ) {}

  async open(): Promise<{ configuration: Configuration; bytes: Bytes }> {
    await this.gatt.subscribe(codec.NOTIFY, this.packet);
    const configuration = codec.CONFIGURATION;
    return { configuration, bytes: encodeConfiguration(configuration) };
  }

  start(): Promise<void> {
    return this.gatt.write(codec.WRITE, codec.START);
  }

  stop(): Promise<void> {
    return this.gatt.write(codec.WRITE, codec.STOP);
  }

  decode(payload: Bytes, arrivalMs: number): Decoded {
    const samples = codec
      .decodePulls(payload)
      .flatMap((one) =>
        sampleOf(codec.CONFIGURATION, [one.kilograms], this.times.of(one.timeUs, arrivalMs)),
      );
    return { samples, lost: 0 };
  }

  async clockUs(): Promise<number | null> {
    return null;
  }

  async fetchMissed(): Promise<boolean> {
    return false;
  }
}

export const progressor: DeviceKind = {
  service: codec.SERVICE,
  namePrefixes: ["Progressor"],
  make: (gatt, packet) => new Progressor(gatt, packet),
};
