// Our own sensors: requests with tokens, a ring of samples, a clock to ask.

import words from "../../../words/en/recording.json";
import { say } from "../../../components/words";
import { HostTimes } from "../clock";
import { LinkProblem, Replies, type Gatt } from "../gatt";
import type { Bytes } from "../journal";
import * as codec from "../codecs/calf";
import { decodeConfiguration, type Configuration } from "../codecs/configuration";
import { sampleOf } from "../samples";
import type { Decoded, Device, DeviceKind } from "./device";

const FIRMWARE = "00002a26-0000-1000-8000-00805f9b34fb";
const WRAP = 2 ** 32;

class Calf implements Device {
  readonly profile = "calf";
  kind: "imu" | "force_plate" = "imu";
  firmware: string | null = null;
  private configuration: Configuration | null = null;
  private readonly replies = new Replies<codec.Reply>();
  private readonly times = new HostTimes(WRAP);
  private token = 0;
  private epoch: number | null = null;
  private following: number | null = null;
  private started: { epoch: number; index: number } | null = null;

  constructor(
    private readonly gatt: Gatt,
    private readonly packet: (payload: Bytes) => void,
  ) {}

  async open(): Promise<{ configuration: Configuration; bytes: Bytes }> {
    const bytes = await this.gatt.read(codec.CONFIGURATION);
    this.configuration = decodeConfiguration(bytes);
    this.kind = this.configuration.kind === "force_plate" ? "force_plate" : "imu";
    if (this.gatt.has(FIRMWARE)) {
      this.firmware = await this.gatt.read(FIRMWARE).then(
        (data) => new TextDecoder().decode(data),
        () => null,
      );
    }
    await this.gatt.subscribe(codec.CONTROL, (data) => this.heard(data));
    await this.gatt.subscribe(codec.DATA, this.packet);
    if (this.gatt.has(codec.BACKFILL)) await this.gatt.subscribe(codec.BACKFILL, this.packet);
    return { configuration: this.configuration, bytes };
  }

  async start(): Promise<void> {
    const { returned } = await this.ask((token) => codec.request(codec.START, token));
    this.started = { epoch: returned.getUint8(0), index: returned.getUint32(1, true) };
  }

  async stop(): Promise<void> {
    await this.ask((token) => codec.request(codec.STOP, token));
  }

  async clockUs(): Promise<number | null> {
    const { returned } = await this.ask((token) => codec.request(codec.TIME_PING, token));
    return returned.getUint32(0, true);
  }

  async fetchMissed(before: Device): Promise<boolean> {
    const { started } = this;
    if (!(before instanceof Calf) || started === null || before.following === null) return false;
    const missed = (started.index - before.following + WRAP) % WRAP;
    const known = before.epoch === started.epoch && this.gatt.has(codec.BACKFILL);
    if (!known || missed === 0 || missed > 0xffff) return false;
    const first = before.following;
    await this.ask((token) => codec.rangeRequest(token, first, missed));
    return true;
  }

  decode(payload: Bytes, arrivalMs: number): Decoded {
    const { configuration } = this;
    if (configuration === null) return { samples: [], lost: 0 };
    const packet = codec.decodePacket(payload, configuration.channels.length);
    const periodMs = 1000 / configuration.rateHz;
    if (packet.epoch !== this.epoch) {
      this.epoch = packet.epoch;
      this.following = null;
      this.times.reset();
    }
    const ahead = this.following === null ? 0 : signed(packet.firstIndex - this.following);
    // What is sent again comes too late to be drawn.
    if (ahead < 0) return { samples: [], lost: -Math.min(packet.counts.length, -ahead) };
    this.following = (packet.firstIndex + packet.counts.length) % WRAP;
    const lastUs = packet.timeUs + (packet.counts.length - 1) * periodMs * 1000;
    const lastMs = this.times.of(lastUs, arrivalMs);
    const samples = packet.counts.flatMap((counts, index) => {
      const timeMs = lastMs - (packet.counts.length - 1 - index) * periodMs;
      return sampleOf(configuration, counts, timeMs);
    });
    return { samples, lost: ahead };
  }

  private heard(data: Bytes): void {
    try {
      this.replies.put(codec.decodeReply(data));
    } catch {
      // No reply of the profile: whoever asked goes on waiting.
    }
  }

  private async ask(made: (token: number) => Bytes): Promise<codec.Reply> {
    this.token = (this.token + 1) % 256;
    const request = made(this.token);
    const [operation, token] = request;
    const reply = await this.replies.after(
      () => this.gatt.write(codec.CONTROL, request),
      (one) => one.operation === operation && one.token === token,
    );
    if (reply.status !== 0) {
      throw new LinkProblem(say(words.bluetooth.refused, { code: reply.status }));
    }
    return reply;
  }
}

function signed(difference: number): number {
  return ((((difference + WRAP / 2) % WRAP) + WRAP) % WRAP) - WRAP / 2;
}

export const calf: DeviceKind = {
  service: codec.SERVICE,
  namePrefixes: [],
  make: (gatt, packet) => new Calf(gatt, packet),
};
