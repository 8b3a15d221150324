// What the record page is made of, without the page: tests call it from outside.

import { nowMs, toNs } from "../../api/web/pages/record/clock";
import { Recorder, takeUp, type Statement } from "../../api/web/pages/record/recorder";
import {
  bluetoothSensor,
  capabilities,
  phoneSensor,
  type Sample,
  type Sensor,
} from "../../api/web/pages/record/sensors";
import {
  BACKFILL,
  CONFIGURATION,
  CONTROL,
  DATA,
  GET_RANGE,
  SERVICE,
  START,
  STOP,
  TIME_PING,
} from "../../api/web/pages/record/codecs/calf";
import * as store from "../../api/web/pages/record/store";
import { onUploads, startUploading, type Progress } from "../../api/web/pages/record/upload";
import { registerWorker } from "../../api/web/pages/record/worker";

/** A little more than the readings of a packet take. */
const PACKET_NS = 150_000_000n;
const PATIENCE_MS = 60_000;

const seen: Sample[] = [];
const states: string[] = [];
let uploads: Progress[] = [];
let sensor: Sensor | null = null;
let recorder: Recorder | null = null;
let ahead = 0;

onUploads((all) => (uploads = all));

/** Movement as the browser's events, each as much later on the page's clock as it would be. */
async function play(values: (number | null)[][], periodMs: number): Promise<void> {
  for (const [at, [x, y, z, alpha, beta, gamma]] of values.entries()) {
    ahead += periodMs;
    const event = new DeviceMotionEvent("devicemotion", {
      accelerationIncludingGravity: { x: x!, y: y!, z: z! },
      rotationRate: { alpha: alpha!, beta: beta!, gamma: gamma! },
      interval: 16,
    });
    Object.defineProperty(event, "timeStamp", { value: performance.now() });
    dispatchEvent(event);
    if (at % 30 === 29) await new Promise((resolve) => setTimeout(resolve, 0));
  }
}

/** Let the page's clock go on by what is played alone, however busy the machine is. */
function quicken(): void {
  const begun = performance.now() - ahead;
  performance.now = () => begun + ahead;
}

const SIZES = new Map([
  [START, 8],
  [STOP, 8],
  [TIME_PING, 7],
  [GET_RANGE, 13],
]);

/** A characteristic of a sensor that exists in this page alone. */
class Characteristic extends EventTarget {
  value: DataView | undefined;
  readonly properties = { write: true, writeWithoutResponse: false };
  written: (data: Uint8Array) => void = () => undefined;

  constructor(
    readonly uuid: string,
    private readonly content: Uint8Array = new Uint8Array(0),
  ) {
    super();
  }

  async readValue(): Promise<DataView> {
    return viewOf(this.content);
  }

  async writeValueWithResponse(data: ArrayBufferView): Promise<void> {
    this.written(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }

  async startNotifications(): Promise<this> {
    return this;
  }

  notify(data: Uint8Array): void {
    this.value = viewOf(data);
    this.dispatchEvent(new Event("characteristicvaluechanged"));
  }
}

/** A sensor of the open profile: it answers requests, and sends what the test gives it. */
class CalfSensor extends EventTarget {
  readonly id = "C0:FF:EE";
  readonly name = "CALF-TEST";
  readonly asked: number[] = [];
  next = 0;
  epoch = 0;
  again: string[] = [];
  private readonly data = new Characteristic(DATA);
  private readonly backfill = new Characteristic(BACKFILL);
  private readonly control = new Characteristic(CONTROL);
  readonly gatt = {
    connected: false,
    connect: async () => {
      this.gatt.connected = true;
      return this.gatt;
    },
    disconnect: () => this.drop(),
    getPrimaryServices: async () => [
      { uuid: SERVICE, getCharacteristics: async () => this.characteristics },
    ],
  };
  private readonly characteristics: Characteristic[];

  constructor(configuration: string) {
    super();
    const configured = new Characteristic(CONFIGURATION, fromHex(configuration));
    this.characteristics = [configured, this.data, this.backfill, this.control];
    this.control.written = (data) => void setTimeout(() => this.answer(data), 0);
  }

  send(packets: string[], periodMs: number): void {
    for (const packet of packets) {
      ahead += periodMs;
      const bytes = fromHex(packet);
      this.epoch = bytes[2] ?? 0;
      this.data.notify(bytes);
    }
  }

  drop(): void {
    if (!this.gatt.connected) return;
    this.gatt.connected = false;
    this.dispatchEvent(new Event("gattserverdisconnected"));
  }

  private answer(request: Uint8Array): void {
    const [operation = 0, token = 0] = request;
    this.asked.push(operation);
    const reply = new DataView(new ArrayBuffer(13));
    reply.setUint8(0, operation | 0x80);
    reply.setUint8(1, token);
    const start = operation === START || operation === STOP;
    if (start) {
      reply.setUint8(3, this.epoch);
      reply.setUint32(4, this.next, true);
    } else if (operation === TIME_PING) {
      reply.setUint32(3, Math.round(performance.now() * 1000) % 2 ** 32, true);
    }
    this.control.notify(new Uint8Array(reply.buffer, 0, SIZES.get(operation)));
    if (operation === GET_RANGE) this.again.forEach((one) => this.backfill.notify(fromHex(one)));
  }
}

function viewOf(data: Uint8Array): DataView {
  return new DataView(data.slice().buffer);
}

function fromHex(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (one) => parseInt(one, 16));
}

function watched(one: Sensor): Sensor {
  one.onSamples((samples) => seen.push(...samples));
  one.onState((state) => states.push(state));
  return one;
}

/** Wait until all that was played is on the disk, but for a packet that is not full yet. */
async function allKept(id: string): Promise<void> {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    const kept = await store.find(id);
    if (kept !== undefined && kept.lastNs + PACKET_NS >= toNs(nowMs())) return;
    if (Date.now() > until) throw new Error(`${kept?.lastNs} ns of ${toNs(nowMs())} are kept`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function bytesOf(id: string): Promise<string> {
  const bytes = new Uint8Array(await (await store.fileOf(id)).arrayBuffer());
  return Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");
}

let worn: CalfSensor | null = null;

const calf = {
  wear(configuration: string): void {
    worn = new CalfSensor(configuration);
    const bluetooth = { requestDevice: async () => worn };
    Object.defineProperty(navigator, "bluetooth", { value: bluetooth, configurable: true });
  },
  worn: () => worn,
  play,
  quicken,
  capabilities,
  registerWorker,
  startUploading,
  bytesOf,
  allKept,
  nowMs,
  store,
  samples: () => seen,
  states: () => states,
  uploads: () => uploads,
  async phone(first: (number | null)[]): Promise<void> {
    const timer = setInterval(() => void play([first], 16), 5);
    try {
      sensor = watched(await phoneSensor());
    } finally {
      clearInterval(timer);
    }
  },
  async realPhone(): Promise<void> {
    sensor = watched(await phoneSensor());
  },
  async bluetooth(): Promise<string> {
    sensor = watched(await bluetoothSensor());
    return `${sensor.label}|${sensor.profile}|${sensor.kind}`;
  },
  async begin(statement: Statement, placement: string): Promise<string> {
    sensor!.placement = placement;
    recorder = await Recorder.begin(statement, [sensor!]);
    return recorder.id;
  },
  async takeUp(id: string, placement: string | null): Promise<void> {
    if (placement !== null) sensor!.placement = placement;
    recorder = await takeUp(id, placement === null ? null : [sensor!]);
  },
  remark: (kind: "pain" | "note", value: number | string): void => recorder!.remark(kind, value),
  finish: (): Promise<void> => recorder!.finish(),
  start: (): Promise<void> => sensor!.start(),
  stop: (): Promise<void> => sensor!.stop(),
  rateHz: () => sensor!.rateHz(),
  lost: () => sensor!.lost,
};

Object.assign(window, { calf });
