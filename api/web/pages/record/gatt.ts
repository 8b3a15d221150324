// One connection to a Bluetooth sensor: one operation at a time, as browsers insist.

import words from "../../words/en/recording.json";
import type { Bytes } from "./journal";

const ANSWER_MS = 3000;

/** The sensor does not answer, refuses, or is gone; the message is a part of a sentence. */
export class LinkProblem extends Error {}

export class Gatt {
  private readonly characteristics = new Map<string, BluetoothCharacteristic>();
  private last: Promise<unknown> = Promise.resolve();

  private constructor(readonly services: ReadonlySet<string>) {}

  static async open(server: BluetoothServer): Promise<Gatt> {
    const services = await server.getPrimaryServices();
    const gatt = new Gatt(new Set(services.map((one) => one.uuid)));
    for (const service of services) {
      for (const one of await service.getCharacteristics()) gatt.characteristics.set(one.uuid, one);
    }
    return gatt;
  }

  has(uuid: string): boolean {
    return this.characteristics.has(uuid);
  }

  read(uuid: string): Promise<Bytes> {
    return this.inTurn(async () => bytesOf(await this.the(uuid).readValue()));
  }

  write(uuid: string, data: Bytes): Promise<void> {
    const one = this.the(uuid);
    return this.inTurn(() =>
      one.properties.write ? one.writeValueWithResponse(data) : one.writeValueWithoutResponse(data),
    );
  }

  async subscribe(uuid: string, listener: (data: Bytes) => void): Promise<void> {
    const one = this.the(uuid);
    one.addEventListener("characteristicvaluechanged", () => {
      if (one.value !== undefined) listener(bytesOf(one.value));
    });
    await this.inTurn(() => one.startNotifications());
  }

  private the(uuid: string): BluetoothCharacteristic {
    const found = this.characteristics.get(uuid);
    if (found === undefined) throw new LinkProblem(words.bluetooth.no_answer);
    return found;
  }

  private inTurn<Result>(operation: () => Promise<Result>): Promise<Result> {
    const mine = this.last.then(operation, operation);
    this.last = mine.catch(() => undefined);
    return within(mine);
  }
}

/** A sensor's answers where they come as notifications, for whoever has asked. */
export class Replies<Reply> {
  private readonly waiting = new Set<(reply: Reply) => void>();

  put(reply: Reply): void {
    for (const one of this.waiting) one(reply);
  }

  /** Ask, and give the first reply that fits. */
  async after(ask: () => Promise<void>, fits: (reply: Reply) => boolean): Promise<Reply> {
    let heard: (reply: Reply) => void = () => undefined;
    const answer = new Promise<Reply>((resolve) => {
      heard = (reply) => {
        if (fits(reply)) resolve(reply);
      };
    });
    this.waiting.add(heard);
    try {
      await ask();
      return await within(answer);
    } finally {
      this.waiting.delete(heard);
    }
  }
}

function bytesOf(view: DataView): Bytes {
  // A copy: the browser may use the memory again.
  return new Uint8Array(view.byteLength).map((_, index) => view.getUint8(index));
}

async function within<Result>(promise: Promise<Result>): Promise<Result> {
  let timer = 0;
  const late = new Promise<never>((_, reject) => {
    timer = window.setTimeout(
      () => reject(new LinkProblem(words.bluetooth.no_answer)),
      ANSWER_MS,
    );
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
