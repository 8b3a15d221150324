// How to talk with WitMotion's Bluetooth 5 sensors, which send as long as somebody listens.

import { Replies, type Gatt } from "../gatt";
import type { Bytes } from "../journal";
import { encodeConfiguration, type Configuration } from "../codecs/configuration";
import * as codec from "../codecs/witmotion";
import { sampleOf } from "../samples";
import type { Decoded, Device, DeviceKind } from "./device";

const WANTED_CODE = 0x09;
const LEAST_HZ = 50;
const DEFAULT_HZ = 10;

class WitMotion implements Device {
  readonly profile = "witmotion";
  readonly kind = "imu";
  readonly firmware = null;
  private configuration = codec.configuration(DEFAULT_HZ);
  private readonly replies = new Replies<codec.Frame>();
  private readonly reader = new codec.FrameReader();
  private readonly drawn = new codec.FrameReader();

  constructor(
    private readonly gatt: Gatt,
    private readonly packet: (payload: Bytes) => void,
  ) {}

  /** Subscribe, and set it to 100 Hz if it sends fewer than 50 samples a second. */
  async open(): Promise<{ configuration: Configuration; bytes: Bytes }> {
    await this.gatt.subscribe(codec.NOTIFY, (data) => this.notified(data));
    let rateHz = await this.rate();
    if (rateHz < LEAST_HZ) {
      await this.gatt.write(codec.WRITE, codec.UNLOCK);
      await this.gatt.write(codec.WRITE, codec.command(codec.RATE_REGISTER, WANTED_CODE));
      rateHz = await this.rate();
    }
    this.configuration = codec.configuration(rateHz);
    return { configuration: this.configuration, bytes: encodeConfiguration(this.configuration) };
  }

  async start(): Promise<void> {}

  async stop(): Promise<void> {}

  decode(payload: Bytes, arrivalMs: number): Decoded {
    const frames = this.drawn.feed(payload).filter((one) => one.kind === codec.MOTION);
    const periodMs = 1000 / this.configuration.rateHz;
    const samples = frames.flatMap((frame, index) => {
      const timeMs = arrivalMs - (frames.length - 1 - index) * periodMs;
      return sampleOf(this.configuration, codec.motionCounts(frame), timeMs);
    });
    return { samples, lost: 0 };
  }

  async clockUs(): Promise<number | null> {
    return null;
  }

  async fetchMissed(): Promise<boolean> {
    return false;
  }

  private notified(data: Bytes): void {
    for (const frame of this.reader.feed(data)) {
      if (frame.kind === codec.REGISTER) this.replies.put(frame);
    }
    this.packet(data);
  }

  private async rate(): Promise<number> {
    const question = codec.command(codec.READ_REGISTER, codec.RATE_REGISTER);
    try {
      const { body } = await this.replies.after(
        () => this.gatt.write(codec.WRITE, question),
        (one) => one.body[0] === codec.RATE_REGISTER && one.body[1] === 0,
      );
      return codec.RATES_HZ.get(body[2] ?? 0) ?? DEFAULT_HZ;
    } catch {
      return DEFAULT_HZ;
    }
  }
}

export const witmotion: DeviceKind = {
  service: codec.SERVICE,
  namePrefixes: ["WT"],
  make: (gatt, packet) => new WitMotion(gatt, packet),
};
