// The second question: what measures it, and where it is worn; with what that can and cannot tell.

import words from "../../../words/en/record.json";
import { say } from "../../../components/words";
import { bluetoothSensor, capabilities, phoneSensor, type Sensor } from "../sensors";
import { describeAbility, given, siteOf } from "./ability";
import type { Choice, Side } from "./choice";
import { all, make, onAct, one, show } from "./dom";
import type { ExerciseData, PageData } from "./page_data";

const RATE_MS = 1000;
const IMU_SITES = ["foot", "shank", "heel", "thigh"] as const;

export class SensorStep {
  readonly sensors: Sensor[] = [];
  private choice: Choice | null = null;
  private exercise: ExerciseData | null = null;

  constructor(
    private readonly data: PageData,
    private readonly problem: (text: string) => void,
    private readonly changed: () => void,
  ) {
    this.sayWhatIsThere();
    onAct("add-phone", () => void this.add("phone", phoneSensor));
    onAct("add-bluetooth", () => void this.add("bluetooth", bluetoothSensor));
    setInterval(() => this.drawStates(), RATE_MS);
  }

  open(choice: Choice, exercise: ExerciseData): void {
    const before = this.choice;
    this.choice = choice;
    this.exercise = exercise;
    const same = before?.exercise === choice.exercise && before.side === choice.side;
    if (!same) for (const each of this.sensors) each.placement = "";
    for (const each of this.sensors) each.placement ||= this.likely(each);
    this.draw();
  }

  async stopAll(): Promise<void> {
    await Promise.all(this.sensors.map((each) => each.stop().catch(() => undefined)));
    this.sensors.length = 0;
    this.draw();
  }

  /** Whether two are said to be in one place. */
  get clash(): boolean {
    const places = this.sensors.map((each) => each.placement);
    return new Set(places).size < places.length;
  }

  private sayWhatIsThere(): void {
    const able = capabilities();
    show(one('[data-capable="insecure"]'), !able.secure);
    const phone = one<HTMLButtonElement>('[data-act="add-phone"]');
    phone.disabled = !able.motion;
    if (able.secure && !able.motion) one("[data-capable-phone]").textContent = words.sensors.no_motion;
    if (able.motionNeedsPermission) {
      one("[data-capable-phone]").textContent = `${words.sensors.phone_text} ${words.sensors.ask}`;
    }
    const radio = one<HTMLButtonElement>('[data-act="add-bluetooth"]');
    radio.disabled = !able.bluetooth;
    if (able.secure && !able.bluetooth) {
      one("[data-capable-bluetooth]").textContent = words.sensors.no_bluetooth;
    }
  }

  private async add(name: "phone" | "bluetooth", find: () => Promise<Sensor>): Promise<void> {
    const button = one<HTMLButtonElement>(`[data-act="add-${name}"]`);
    const waiting = one("[data-connecting]");
    this.problem("");
    button.disabled = true;
    show(waiting, true);
    try {
      const found = await find();
      await found.start();
      if (!this.sensors.some((each) => each.key === found.key)) {
        this.sensors.push(found);
        found.placement = this.likely(found);
        found.onState(() => this.drawStates());
      }
    } catch (error) {
      this.problem(error instanceof Error ? error.message : String(error));
    }
    show(waiting, false);
    button.disabled = false;
    this.draw();
    one("[data-connected]").scrollIntoView({ block: "nearest" });
  }

  private draw(): void {
    show(one('[data-source="phone"]'), !this.sensors.some((each) => each.profile === "phone"));
    const list = one("[data-connected]");
    list.replaceChildren(...this.sensors.map((each, at) => this.row(each, at)));
    for (const drawing of all("[data-drawing]")) {
      const site = drawing.dataset["drawing"];
      show(drawing, this.sensors.some((each) => siteOf(each.placement) === site));
    }
    show(one("[data-wear]"), all("[data-drawing]").some((each) => !each.hidden));
    const ability = one("[data-ability]");
    show(ability, this.sensors.length > 0);
    if (this.exercise !== null && this.sensors.length > 0) {
      const places = this.sensors.map((each) => each.placement);
      describeAbility(ability, this.data.abilities, this.exercise, places);
      if (this.clash) ability.prepend(make("p", words.sensors.taken, "notice error"));
    }
    one<HTMLButtonElement>('[data-act="to-check"]').disabled = !this.sensors.length || this.clash;
    this.drawStates();
    this.changed();
  }

  private row(sensor: Sensor, at: number): HTMLElement {
    const row = make("li", "", "panel sensor");
    const select = document.createElement("select");
    select.id = `place-${at}`;
    select.append(...this.places(sensor).map((each) => new Option(placeName(each), each)));
    select.value = sensor.placement;
    select.addEventListener("change", () => {
      sensor.placement = select.value;
      this.draw();
      one(`#place-${at}`).focus();
    });
    const label = make("label", say(words.sensors.where, { name: sensor.label }));
    label.htmlFor = select.id;
    const remove = make("button", "×", "button quiet remove");
    remove.type = "button";
    remove.setAttribute("aria-label", say(words.sensors.remove, { name: sensor.label }));
    remove.addEventListener("click", () => void this.remove(sensor));
    const field = make("div", "", "field");
    field.append(label, select);
    const state = make("p", "", "state");
    state.dataset["state"] = sensor.key;
    row.append(field, remove, state);
    return row;
  }

  private drawStates(): void {
    for (const room of all("[data-state]")) {
      const sensor = this.sensors.find((each) => each.key === room.dataset["state"]);
      if (sensor === undefined) continue;
      const rate = sensor.rateHz();
      const told = rate === null ? "" : `, ${say(words.sensors.rate, { rate: Math.round(rate) })}`;
      const text = words.sensors.state[sensor.state] + (sensor.state === "streaming" ? told : "");
      if (room.textContent !== text) room.textContent = text;
      room.classList.toggle("lost", sensor.state === "lost");
    }
  }

  private async remove(sensor: Sensor): Promise<void> {
    this.sensors.splice(this.sensors.indexOf(sensor), 1);
    await sensor.stop().catch(() => undefined);
    this.draw();
  }

  /** Where it may be, on the side that is trained first. */
  private places(sensor: Sensor): string[] {
    const sides = sidesOf(this.choice?.side ?? "both");
    if (sensor.kind === "force_plate") return ["plate", "left_plate", "right_plate"];
    if (sensor.profile === "phone") return [...sides.map((each) => `phone_shank_${each}`), "phone_waist"];
    const worn = IMU_SITES.flatMap((site) => sides.map((side) => `${side}_${site}`));
    return [...worn, "sacrum", "board"];
  }

  /** What the sensor's name says, else the free place that measures most. */
  private likely(sensor: Sensor): string {
    const taken = this.sensors.filter((each) => each !== sensor).map((each) => each.placement);
    const free = this.places(sensor).filter((each) => !taken.includes(each));
    const named = free.find((each) => sensor.label.toLowerCase().includes(each));
    if (named !== undefined) return named;
    const worth = (place: string): number =>
      given(this.data.abilities, this.exercise?.id ?? "", [...taken, place]).size;
    const best = Math.max(0, ...free.map(worth));
    return free.find((each) => worth(each) === best) ?? this.places(sensor)[0] ?? "";
  }
}

export function placeName(place: string): string {
  const known = words.sensors.place;
  if (place in known) return known[place as keyof typeof known] as string;
  const side = place.includes("left") ? "left" : "right";
  const site = place.replace(new RegExp(`_?${side}_?`), "") as keyof typeof known;
  return say(known[side], { place: known[site] });
}

function sidesOf(side: Side): ("left" | "right")[] {
  return side === "right" ? ["right", "left"] : ["left", "right"];
}
