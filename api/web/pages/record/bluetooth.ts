// A sensor over Web Bluetooth: chosen by the person, connected, and connected again by itself.

import words from "../../words/en/recording.json";
import { say } from "../../components/words";
import { nowMs } from "./clock";
import { calf } from "./devices/calf";
import type { Device, DeviceKind } from "./devices/device";
import { progressor } from "./devices/progressor";
import { witmotion } from "./devices/witmotion";
import { Gatt } from "./gatt";
import type { Bytes } from "./journal";
import type { SensorDescription } from "./notes";
import { PacketError } from "./codecs/configuration";
import { SensorProblem, Source } from "./source";

const KINDS: readonly DeviceKind[] = [calf, progressor, witmotion];
const INFORMATION = "0000180a-0000-1000-8000-00805f9b34fb";
const SILENCE_MS = 3000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;
const PING_MS = 700;
const EARLY_PING_MS = 200;
const EARLY_PINGS = 50;

/** Have the person choose a sensor, and connect it. */
export async function chosenSensor(): Promise<BluetoothSource> {
  const { bluetooth } = navigator;
  if (bluetooth === undefined) throw new SensorProblem(words.bluetooth.none);
  const filters: BluetoothFilter[] = KINDS.flatMap((kind) => [
    { services: [kind.service] },
    ...kind.namePrefixes.map((namePrefix) => ({ namePrefix })),
  ]);
  const optionalServices = [...KINDS.map((kind) => kind.service), INFORMATION];
  let device: BluetoothDevice;
  try {
    device = await bluetooth.requestDevice({ filters, optionalServices });
  } catch {
    throw new SensorProblem(words.bluetooth.nothing_chosen);
  }
  return BluetoothSource.connected(device);
}

export class BluetoothSource extends Source {
  kind: "imu" | "force_plate" = "imu";
  profile = "";
  readonly key: string;
  private sensor: Device | null = null;
  private configuration: Bytes = new Uint8Array(0);
  private wanted = false;
  private heardAt = 0;
  private watchdog = 0;
  private pings = 0;
  private pinging = 0;

  private constructor(private readonly device: BluetoothDevice) {
    super();
    this.key = `bluetooth-${device.id}`;
    device.addEventListener("gattserverdisconnected", () => void this.disconnected());
  }

  static async connected(device: BluetoothDevice): Promise<BluetoothSource> {
    const made = new BluetoothSource(device);
    try {
      await made.connect();
    } catch (error) {
      made.device.gatt?.disconnect();
      throw made.problem(error);
    }
    made.become("ready");
    return made;
  }

  get label(): string {
    const { name } = this;
    return this.kind === "force_plate" ? say(words.force, { name }) : name;
  }

  async start(): Promise<void> {
    if (this.wanted && this.state === "streaming") return;
    this.wanted = true;
    try {
      if (this.device.gatt?.connected !== true) await this.connect();
      await this.stream();
    } catch (error) {
      this.wanted = false;
      throw this.problem(error);
    }
  }

  /** Let it rest and let it go, so that its battery lasts. */
  async stop(): Promise<void> {
    this.wanted = false;
    clearInterval(this.watchdog);
    clearTimeout(this.pinging);
    try {
      if (this.device.gatt?.connected === true) await this.sensor?.stop();
    } catch {
      // It is gone already, or will notice that nobody listens.
    }
    this.device.gatt?.disconnect();
    this.become("stopped");
  }

  describe(): SensorDescription {
    return {
      placement: this.placement,
      profile: this.profile,
      address: this.device.id,
      device: this.name,
      firmware: this.sensor?.firmware ?? null,
      configuration: this.configuration,
    };
  }

  private get name(): string {
    return this.device.name ?? this.device.id;
  }

  private async connect(): Promise<void> {
    const server = await this.device.gatt?.connect();
    if (server === undefined) throw new SensorProblem(words.bluetooth.nothing_chosen);
    const gatt = await Gatt.open(server);
    const kind = KINDS.find((one) => gatt.services.has(one.service));
    if (kind === undefined) {
      throw new SensorProblem(say(words.bluetooth.unknown, { name: this.name }));
    }
    const sensor = kind.make(gatt, (payload) => this.packet(sensor, payload));
    // Some send as soon as they are subscribed to; what an older connection still gives is doubled.
    this.sensor = sensor;
    const { bytes } = await sensor.open();
    this.configuration = bytes;
    this.kind = sensor.kind;
    this.profile = sensor.profile;
  }

  private async stream(): Promise<void> {
    await this.sensor?.start();
    this.heardAt = nowMs();
    clearInterval(this.watchdog);
    // Some systems never notice that a sensor is gone: it only falls silent.
    this.watchdog = window.setInterval(() => {
      if (this.wanted && nowMs() - this.heardAt > SILENCE_MS) this.device.gatt?.disconnect();
    }, SILENCE_MS / 4);
    clearTimeout(this.pinging);
    this.pinging = window.setTimeout(() => void this.ping(), EARLY_PING_MS);
    this.become("streaming");
  }

  private packet(sensor: Device, payload: Bytes): void {
    if (sensor !== this.sensor) return;
    const arrivalMs = nowMs();
    this.heardAt = arrivalMs;
    if (!this.wanted) return;
    this.scribe?.packet(payload, arrivalMs);
    try {
      const { samples, lost } = sensor.decode(payload, arrivalMs);
      this.lost = Math.max(0, this.lost + lost);
      this.give(samples);
    } catch {
      // It is in the journal as it came; the server says what is wrong with it.
    }
  }

  /** Connect again until it works or is no longer wanted. */
  private async disconnected(): Promise<void> {
    clearInterval(this.watchdog);
    clearTimeout(this.pinging);
    if (!this.wanted || this.state === "lost") return;
    this.become("lost");
    this.scribe?.link("lost", nowMs());
    const before = this.sensor;
    for (let pauseMs = FIRST_PAUSE_MS; this.wanted; pauseMs *= 2) {
      await new Promise((resolve) => setTimeout(resolve, Math.min(pauseMs, LONGEST_PAUSE_MS)));
      try {
        if (!this.wanted) return;
        await this.connect();
        await this.stream();
      } catch {
        // Out of reach still; the next try tells.
        continue;
      }
      this.scribe?.link("restored", nowMs());
      await this.fetchMissed(before);
      return;
    }
  }

  private async fetchMissed(before: Device | null): Promise<void> {
    try {
      if (before !== null) await this.sensor?.fetchMissed(before);
    } catch {
      // What its ring no longer holds stays a gap.
    }
  }

  /** At uneven times, so that requests meet the radio's instants at every phase. */
  private async ping(): Promise<void> {
    if (this.state !== "streaming") return;
    try {
      const sentMs = nowMs();
      const deviceUs = await this.sensor?.clockUs();
      if (deviceUs == null) return;
      this.scribe?.ping(sentMs, deviceUs, nowMs());
    } catch {
      // One answer less.
    }
    this.pings++;
    const pauseMs = this.pings < EARLY_PINGS ? EARLY_PING_MS : PING_MS;
    this.pinging = window.setTimeout(() => void this.ping(), pauseMs * (0.5 + Math.random()));
  }

  private problem(error: unknown): SensorProblem {
    if (error instanceof SensorProblem) return error;
    const reason = error instanceof PacketError ? words.bluetooth.other_version : told(error);
    return new SensorProblem(say(words.bluetooth.failed, { name: this.name, reason }));
  }
}

function told(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
