// The phone's own motion sensor, as far as a browser gives it.

import words from "../../words/en/recording.json";
import { nowMs } from "./clock";
import { configuration, encodePacket, TURNING_SCALE, type Reading } from "./codecs/phone";
import { encodeConfiguration } from "./codecs/configuration";
import type { SensorDescription } from "./notes";
import { SensorProblem, Source } from "./source";

interface Asking {
  requestPermission?: () => Promise<string>;
}

const PATIENCE_MS = 2000;
const PACKET_MS = 100;
const MOST_READINGS = 200;
const USUAL_HZ = 60;
const ODD_MS = 1000;
const LOST_PERIODS = 1.75;

/** Whether the browser has an event of motion at all. */
export function hasMotion(): boolean {
  return "DeviceMotionEvent" in window;
}

/** Whether the browser asks the person first, as WebKit does, and then only from a tap. */
export function asksForMotion(): boolean {
  return hasMotion() && typeof asking().requestPermission === "function";
}

export class PhoneSource extends Source {
  readonly key = "phone";
  readonly label = words.this_phone;
  readonly kind = "imu";
  readonly profile = "phone";

  private readonly apple = navigator.vendor.startsWith("Apple");
  private readonly epoch = crypto.getRandomValues(new Uint16Array(1))[0] ?? 0;
  private waiting: Reading[] = [];
  private next = 0;
  private lastMs: number | null = null;
  private readonly listener = (event: DeviceMotionEvent): void => this.take(event);

  /** Ask the person if the browser wants that, and wait for a first reading. */
  async start(): Promise<void> {
    if (this.state === "streaming") return;
    if (!isSecureContext) throw new SensorProblem(words.motion.insecure);
    if (!hasMotion()) throw new SensorProblem(words.motion.none);
    await permitted();
    this.become("connecting");
    try {
      await this.firstReading();
    } catch (error) {
      removeEventListener("devicemotion", this.listener);
      this.become("stopped");
      throw error;
    }
    this.become("streaming");
  }

  async stop(): Promise<void> {
    removeEventListener("devicemotion", this.listener);
    this.flush();
    this.become("stopped");
  }

  describe(): SensorDescription {
    const rate = this.rateHz() ?? USUAL_HZ;
    // A timer that is meant to run at a whole number of times a second.
    const rateHz = Math.abs(rate - Math.round(rate)) < 0.02 * rate ? Math.round(rate) : rate;
    return {
      placement: this.placement,
      profile: this.profile,
      address: "browser",
      device: navigator.userAgent.slice(0, 200),
      firmware: null,
      configuration: encodeConfiguration(configuration(rateHz, this.apple)),
    };
  }

  override flush(): void {
    if (this.waiting.length === 0) return;
    const packet = { epoch: this.epoch, firstIndex: this.next, readings: this.waiting };
    this.next = (this.next + this.waiting.length) >>> 0;
    this.waiting = [];
    this.scribe?.packet(encodePacket(packet), nowMs());
  }

  private firstReading(): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        off();
        reject(new SensorProblem(words.motion.silent));
      }, PATIENCE_MS);
      // A desktop's browser gives one event of nothing, and a phone without gyroscope no turning.
      const first = (event: DeviceMotionEvent): void => {
        if (event.accelerationIncludingGravity?.x == null) return;
        off();
        clearTimeout(timer);
        if (event.rotationRate?.alpha == null) {
          reject(new SensorProblem(words.motion.no_gyroscope));
          return;
        }
        addEventListener("devicemotion", this.listener);
        resolve();
      };
      const off = (): void => removeEventListener("devicemotion", first);
      addEventListener("devicemotion", first);
    });
  }

  private take(event: DeviceMotionEvent): void {
    const force = event.accelerationIncludingGravity;
    const turning = event.rotationRate;
    // alpha, beta and gamma are about x, y and z: see tracker/sensors/codecs/phone.py.
    const values = [
      force?.x, force?.y, force?.z, turning?.alpha, turning?.beta, turning?.gamma,
    ];
    if (!values.every((one): one is number => typeof one === "number" && Number.isFinite(one))) {
      return;
    }
    const now = performance.now();
    const timeMs = Math.abs(event.timeStamp - now) < ODD_MS ? event.timeStamp : now;
    this.noteLoss(timeMs);
    this.waiting.push({ timeMs, values });
    const since = timeMs - (this.waiting[0]?.timeMs ?? timeMs);
    if (since >= PACKET_MS || this.waiting.length >= MOST_READINGS) this.flush();
    const sign = this.apple ? -1 : 1;
    const [x = 0, y = 0, z = 0, a = 0, b = 0, c = 0] = values;
    this.give([
      {
        kind: "imu",
        timeMs: performance.timeOrigin + timeMs,
        acc: [sign * x, sign * y, sign * z],
        gyr: [a * TURNING_SCALE, b * TURNING_SCALE, c * TURNING_SCALE],
      },
    ]);
  }

  private noteLoss(timeMs: number): void {
    const periodMs = 1000 / (this.rateHz() ?? USUAL_HZ);
    const steps = this.lastMs === null ? 1 : (timeMs - this.lastMs) / periodMs;
    if (steps > LOST_PERIODS) this.lost += Math.round(steps) - 1;
    this.lastMs = timeMs;
  }
}

function asking(): Asking {
  return DeviceMotionEvent as unknown as Asking;
}

async function permitted(): Promise<void> {
  const { requestPermission } = asking();
  if (requestPermission === undefined) return;
  let answer: string;
  try {
    answer = await requestPermission.call(DeviceMotionEvent);
  } catch {
    // It is thrown where it was not asked from a tap.
    answer = "denied";
  }
  if (answer !== "granted") throw new SensorProblem(words.motion.denied);
}
